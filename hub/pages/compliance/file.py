"""The lists of compliance as files: employers with the numbers of their duties, and the duties of one of them, whose
workers are pseudonyms even for who reads their names on the page."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from hub.pages.compliance.kinds import KINDS
from hub.pages.compliance.queries import Filter, duties, employers
from hub.pages.exporting import Fetch, List
from hub.pages.listed import said, yes
from hub.pages.queries import place_name
from hub.pages.texts import say, words
from hub.papers.spreadsheet import Column
from schemas.codes import codelist

KEYS = ("urgency", "n", "employer_id")
KEYS_OF_DUTIES = ("urgency", "due_day", "finding_id")


def employers_file(chosen: Filter, today: date, lang: str) -> List:
    fetch: Fetch = partial(employers, chosen=chosen, today=today)
    columns = [
        Column(say(lang, "employer"), "name"),
        Column(say(lang, "duty_place"), "place"),
        *(Column(say(lang, f"duty_kind_{kind}"), f"n_{kind}") for kind in KINDS),
        Column(say(lang, "duty_total"), "n"),
        Column(say(lang, "duty_oldest"), "oldest"),
    ]
    title = say(lang, "nav_compliance")
    return List("compliance", title, columns, fetch, KEYS, _filters(chosen, lang), of_persons=False)


def duties_file(employer: Mapping[str, Any], chosen: Filter, lang: str) -> List:
    number = employer["employer_id"]
    fetch: Fetch = partial(duties, employer_id=number, chosen=chosen)
    title, columns = say(lang, "duty_of", employer=employer["name"]), _duty_columns(lang)
    return List(f"duties-{number}", title, columns, fetch, KEYS_OF_DUTIES, _filters(chosen, lang))


def _duty_columns(lang: str) -> list[Column]:
    return [
        Column(say(lang, "days_late"), said("days_late")),
        Column(say(lang, "due_on"), "due_on"),
        Column(say(lang, "duty_kind"), lambda row: say(lang, f"duty_kind_{row['kind']}")),
        Column(say(lang, "rule"), "rule"),
        Column(say(lang, "duty_what"), said(f"title_{lang}")),
        Column(say(lang, "duty_to_review"), lambda row: yes(row["evidence"].get("to_review"), lang)),
        Column(say(lang, "duty_whom"), lambda row: row["subject"] if row["worker_id"] else say(lang, "duty_workplace")),
        Column(say(lang, "duty_about"), lambda row: _about(row, lang)),
        Column(say(lang, "must_act"), lambda row: say(lang, f"act_{row['evidence']['must_act']}")),
        Column(say(lang, "basis"), lambda row: "；".join(row["evidence"]["basis"])),
        Column(say(lang, "export_verified"), lambda row: yes(row["evidence"]["verified"], lang)),
    ]


def _about(row: Mapping[str, Any], lang: str) -> str:
    """With what is not known, as the page has both in one cell."""
    word, missing = words(lang), row["evidence"].get("missing") or ()
    unknown = "、".join(word("gap_missing", each) for each in missing)
    return "；".join([*row["about"], *([say(lang, "duty_missing") + unknown] if unknown else [])])


def _filters(chosen: Filter, lang: str) -> dict[str, str]:
    hazard = codelist("hazard").get(chosen.hazard)
    return {
        say(lang, "duty_kind"): say(lang, f"duty_kind_{chosen.kind}") if chosen.kind else "",
        say(lang, "hazard"): hazard.name if hazard else "",
        say(lang, "duty_place"): place_name(chosen.division),
    }
