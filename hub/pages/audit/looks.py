"""Who looked at how many people in the last days, and what is unusual about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from hub.door.callers import OfStore
from hub.pages.audit.entries import OfAudit, note
from hub.pages.audit.queries import MOST_LOOKS, looks
from hub.pages.rendering import render

router = APIRouter(include_in_schema=False)
Days = Literal["1", "7", "30"]
OFFICE_HOURS = (7, 20)
# What is unusual enough to ask about; the page tells these numbers.
MANY_PEOPLE, TIMES_MEDIAN = 20, 5
MANY_UNMASKED, OFTEN_SAME, AT_NIGHT = 10, 10, 5


@dataclass(frozen=True)
class Looker:
    """What one user looked at, and by which signs it is unusual: keys of texts."""

    said: dict[str, Any]
    signs: tuple[str, ...]

    @property
    def login(self) -> str:
        return str(self.said["actor"]).removeprefix("user:")


@dataclass(frozen=True)
class LooksPage:
    """Those with signs first, then by how many people they looked at."""

    lookers: list[Looker]
    days: str
    since: datetime
    at: datetime
    cut: bool
    every: tuple[str, ...] = get_args(Days)

    @property
    def limits(self) -> dict[str, int]:
        return {
            "people": MANY_PEOPLE,
            "times": TIMES_MEDIAN,
            "unmasked": MANY_UNMASKED,
            "same": OFTEN_SAME,
            "night": AT_NIGHT,
            "first": OFFICE_HOURS[0],
            "last": OFFICE_HOURS[1],
        }


@router.get("/audit/looks")
def who_looked(request: Request, store: OfStore, who: OfAudit, days: Annotated[Days, Query()] = "7") -> HTMLResponse:
    now = datetime.now(UTC)
    since = now - timedelta(days=int(days))
    with store.transaction(who.actor) as connection:
        rows = looks(connection, since, OFFICE_HOURS)
        note(store, connection, who, "audit-looks", [])
    cut = sum(row["looks"] for row in rows) >= MOST_LOOKS
    return render(request, "audit/looks.html", page=LooksPage(judged(rows), days, since, now, cut))


def judged(rows: Sequence[Any]) -> list[Looker]:
    """Each with the signs of what is unusual; how many people are many is measured by the others."""
    usual = median(row["people"] for row in rows) if rows else 0
    found = [Looker(dict(row), tuple(_signs(row, usual))) for row in rows]
    return sorted(found, key=lambda each: (-len(each.signs), -each.said["people"], each.login))


def _signs(row: Any, usual: float) -> Any:
    if row["people"] >= MANY_PEOPLE and row["people"] >= TIMES_MEDIAN * usual:
        yield "audit_many"
    if row["unmasked"] >= MANY_UNMASKED:
        yield "audit_unmasked_often"
    if row["same"] >= OFTEN_SAME:
        yield "audit_same_often"
    if row["at_night"] >= AT_NIGHT and 2 * row["at_night"] >= row["looks"]:
        yield "audit_at_night"
