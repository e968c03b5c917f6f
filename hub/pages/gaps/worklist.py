"""The worklist of benefit gaps: by step of the procedure, by how late, by place and by who must act."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from analytics.timeline.steps import STEP_OF, STEPS
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.pages import exporting
from hub.pages.exporting import List
from hub.pages.filters import refuse_unknown
from hub.pages.gaps.queries import ACTORS, LATE, Counts, Filter, counts, listed
from hub.pages.listed import gap_columns
from hub.pages.queries import place_name
from hub.pages.rendering import render
from hub.pages.texts import language, say
from hub.security.permissions import Permission
from schemas.codes import codelist

router = APIRouter(include_in_schema=False)
PAGE = 50
KEYS = ("due_day", "finding_id")
OfFindings = Annotated[Caller, needs(Permission.FINDING_READ)]
ORDERS = ("late", "recent")
CHECKED = ("yes", "no")
# The filters by the keys of their names.
NAMES = {"step": "gap_step", "rule": "rule", "late": "gap_late", "division": "gap_place", "act": "must_act",
         "checked": "gap_checked", "order": "gap_order"}  # fmt: skip


@dataclass(frozen=True)
class GapsPage:
    """`places` are the divisions that have gaps, with those they lie in: code, name, number. `items` is one page."""

    chosen: Filter
    counts: Counts
    places: list[tuple[str, str, int]]
    items: list[dict[str, Any]]
    next: str | None
    first: bool

    @property
    def rules(self) -> dict[str, int]:
        """Those of the step that have any."""
        within = STEPS.get(self.chosen.step, tuple(STEP_OF))
        return {rule: self.counts.by_rule[rule] for rule in within if self.counts.by_rule[rule]}

    def address(self, **changed: str) -> dict[str, str]:
        """What stands in the address when some of the filters change; a rule belongs to one step."""
        kept = asdict(self.chosen) | ({"rule": ""} if "step" in changed else {}) | changed
        return {name: value for name, value in kept.items() if value}


@router.get("/gaps")
def gaps(
    request: Request,
    store: OfStore,
    who: OfFindings,
    chosen: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    _refuse(chosen)
    today = datetime.now(store.settings.zone).date()
    if form:
        return exporting.send(request, store, who, form, _as_list(chosen, today, language(request)))
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        known = counts(connection)
        rows = listed(connection, place, PAGE + 1, chosen=chosen, today=today)
    shown = GapsPage(chosen, known, places(known.by_division), **page(rows, PAGE, *KEYS),
                     first=place is None)  # fmt: skip
    return render(request, "gaps/list.html", page=shown, late=list(LATE), actors=ACTORS, orders=ORDERS, checked=CHECKED)


def _as_list(chosen: Filter, today: date, lang: str) -> List:
    """The same list as a file, with its filters."""
    fetch: exporting.Fetch = partial(listed, chosen=chosen, today=today)
    filters = {say(lang, NAMES[name]): value for name, value in asdict(chosen).items()}
    return List("gaps", say(lang, "nav_gaps"), gap_columns(lang), fetch, KEYS, filters)


def _refuse(chosen: Filter) -> None:
    """Raises FilterError."""
    given = {NAMES[name]: value for name, value in asdict(chosen).items()}
    divisions = [chosen.division] if codelist("division").knows(chosen.division) else []
    offered: dict[str, Collection[str]] = {
        "gap_step": STEPS, "rule": STEP_OF, "gap_late": LATE, "gap_place": divisions, "must_act": ACTORS,
        "gap_checked": CHECKED, "gap_order": ORDERS,
    }  # fmt: skip
    refuse_unknown(given, offered)


def places(by_division: dict[str, int]) -> list[tuple[str, str, int]]:
    """Divisions with their numbers: each city with what lies in it, then its counties; by code."""
    found = dict[str, int]()
    for code, count in by_division.items():
        for each in {code, f"{code[:4]}00"} if code else ():
            found[each] = found.get(each, 0) + count
    return [(code, place_name(code), found[code]) for code in sorted(found) if place_name(code)]
