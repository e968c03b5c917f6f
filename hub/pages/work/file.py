"""The worklist as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from hub.pages.exporting import List
from hub.pages.listed import yes
from hub.pages.queries import place_name
from hub.pages.texts import say
from hub.papers.spreadsheet import Column
from hub.work.listing import Wanted, listed

KEYS = ("due_day", "task_id")


def as_list(wanted: Wanted, whose: dict[str, str], on: date, lang: str) -> List:
    """The same tasks as on the page; `whose` as in `listed`."""

    def fetch(connection: Connection, place: Sequence[int] | None, limit: int) -> list[dict[str, Any]]:
        return [vars(row) | vars(row.task) for row in listed(connection, wanted, whose, on, place, limit)]

    return List("worklist", say(lang, "work_heading"), _columns(lang), fetch, KEYS, _filters(wanted, lang))


def _columns(lang: str) -> list[Column]:
    """As the page shows them: who a task is about is a pseudonym."""
    return [
        Column(say(lang, "work_due"), "due_on"),
        Column(say(lang, "work_finding"), lambda row: row[f"title_{lang}"] or row["rule"]),
        Column(say(lang, "work_analysis"), lambda row: say(lang, f"work_analysis_{row['analysis']}")),
        Column(say(lang, "rule"), "rule"),
        Column(say(lang, "subject"), lambda row: row["subject"] if row["worker_id"] else None),
        Column(say(lang, "employer"), "employer"),
        Column(say(lang, "work_division"), lambda row: place_name(row["division_code"])),
        Column(say(lang, "work_state"), lambda row: say(lang, f"work_state_{row['state']}")),
        Column(say(lang, "work_late"), lambda row: yes(row["is_late"], lang)),
        Column(say(lang, "work_escalations"), "escalations"),
        Column(say(lang, "work_gone"), lambda row: yes(row["is_gone"], lang)),
        Column(say(lang, "work_office"), lambda row: _office(row["bureau"], row["agency"], lang)),
        Column(say(lang, "work_owner"), "owner"),
    ]


def _office(bureau: str, agency: str, lang: str) -> str:
    return f"{place_name(bureau)} {say(lang, f'work_agency_{agency}')}"


def _filters(wanted: Wanted, lang: str) -> dict[str, str]:
    return {
        say(lang, "work_tabs"): say(lang, f"work_tab_{wanted.tab}"),
        say(lang, "work_analysis"): say(lang, f"work_analysis_{wanted.analysis}") if wanted.analysis else "",
        say(lang, "work_state"): say(lang, f"work_state_{wanted.state or 'standing'}"),
        say(lang, "work_division"): place_name(wanted.division),
        say(lang, "work_owner"): wanted.owner,
        say(lang, "work_only_late"): yes(True, lang) if wanted.late else "",
    }
