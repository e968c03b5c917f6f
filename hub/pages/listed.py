"""The columns of gaps and clusters as they are carried away in files."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.pages.texts import say
from hub.papers.spreadsheet import Cell, Column

Row = Mapping[str, Any]


def gap_columns(lang: str) -> list[Column]:
    """As the list of gaps shows them; a person is a pseudonym."""
    return [
        Column(say(lang, "days_late"), said("days_late")),
        Column(say(lang, "due_on"), "due_on"),
        Column(say(lang, "rule"), "rule"),
        Column(say(lang, "export_title"), said(f"title_{lang}")),
        Column(say(lang, "employer"), "employer"),
        Column(say(lang, "export_place"), "place"),
        Column(say(lang, "must_act"), lambda row: say(lang, f"act_{row['evidence']['must_act']}")),
        Column(say(lang, "basis"), lambda row: "；".join(row["evidence"]["basis"])),
        Column(say(lang, "export_amount"), said("amount")),
        Column(say(lang, "export_verified"), lambda row: yes(row["evidence"]["verified"], lang)),
        Column(say(lang, "subject"), "subject"),
        Column(say(lang, "export_raised"), "raised_on"),
    ]


def cluster_columns(lang: str) -> list[Column]:
    """As the list of clusters shows them."""
    numbers = ("observed", "expected", "ratio", "low", "high")
    return [
        Column(say(lang, "employer"), lambda row: row["employer"] or _several(row, lang)),
        Column(say(lang, "export_place"), "place"),
        Column(say(lang, "hazard"), lambda row: row["hazard"] or say(lang, "several_hazards")),
        *(Column(say(lang, f"export_{name}" if name in ("low", "high") else name), said(name)) for name in numbers),
        Column(say(lang, "state"), lambda row: _state(row["evidence"].get("state"), lang)),
        Column(say(lang, "export_from"), said("window_from")),
        Column(say(lang, "export_to"), said("window_to")),
        Column(say(lang, "export_raised"), "raised_on"),
    ]


def said(key: str) -> Callable[[Row], Cell]:
    """A cell out of the evidence of a finding."""
    return lambda row: row["evidence"].get(key)


def _several(row: Row, lang: str) -> str:
    return f"{len(row['evidence'].get('employers', []))}{say(lang, 'several_employers')}"


def _state(state: str | None, lang: str) -> str:
    return say(lang, f"state_{state}") if state else ""


def yes(value: object, lang: str) -> str:
    """Yes or no, in words."""
    return say(lang, "export_yes" if value else "export_no")
