"""How well each sender sends, as a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from hub.pages.exporting import List
from hub.pages.texts import say
from hub.papers.spreadsheet import Column

Row = Mapping[str, Any]
SUMS_OF_ROWS = ("held", "rejected", "duplicates")


def as_list(scores: Callable[[Connection], Sequence[Any]], since: date, lang: str) -> List:
    """All `scores`, however few of them the page shows, and at once: there is no place to go on behind."""

    def fetch(connection: Connection, _: Sequence[int] | None, limit: int) -> list[dict[str, Any]]:
        return [{"score": score} for score in scores(connection)[:limit]]

    title, lead = say(lang, "intake_senders"), {say(lang, "intake_since"): since.isoformat()}
    return List("senders", title, _columns(lang), fetch, filters=lead, of_persons=False)


def _columns(lang: str) -> list[Column]:
    """Shares are percentages, as on the page."""
    return [
        Column(say(lang, "intake_sender"), lambda row: row["score"].name),
        Column(say(lang, "received"), _sum("received")),
        Column(f"{say(lang, 'intake_share_in_time')} %", _share("in_time")),
        Column(say(lang, "intake_days"), lambda row: row["score"].days and round(row["score"].days, 1)),
        Column(say(lang, "intake_days_longest"), _sum("longest")),
        Column(f"{say(lang, 'intake_share_complete')} %", _share("complete")),
        Column(f"{say(lang, 'intake_share_correct')} %", _share("correct")),
        *(Column(say(lang, name), _sum(name)) for name in SUMS_OF_ROWS),
        Column(say(lang, "intake_last"), _sum("last_on")),
    ]


def _sum(name: str) -> Callable[[Row], Any]:
    return lambda row: row["score"].sums[name]


def _share(name: str) -> Callable[[Row], float | None]:
    def percentage(row: Row) -> float | None:
        share: float | None = getattr(row["score"], name)
        return None if share is None else round(100 * share, 1)

    return percentage
