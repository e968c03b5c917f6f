"""The employers behind the fence: found by name or code, filtered by place, industry and size."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.errors import HubError
from hub.pages import exporting
from hub.pages.employers import queries
from hub.pages.employers.file import as_list
from hub.pages.queries import place_name
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.security.permissions import Permission
from hub.security.scope import Fence
from schemas.codes import Code, codelist
from schemas.codes.divisions import HOME, subtree

router = APIRouter(prefix="/employers", include_in_schema=False)
PAGE = 50
CODE_LENGTH = 18
CITY, COUNTY = "2", "3"
Reader = Annotated[Caller, needs(Permission.FINDING_READ, Permission.RECORD_READ)]
Word = Annotated[str, Query(max_length=70)]
Coded = Annotated[str, Query(max_length=12)]


class FilterError(HubError):
    """A filter that nothing could ever fit."""

    status = 422


@dataclass(frozen=True)
class Filter:
    """As the address tells it; blank: all. `q` is the beginning of a name, or a whole credit code."""

    q: Word = ""
    division: Coded = ""
    industry: Coded = ""
    size: Coded = ""

    def asked(self, today: date) -> dict[str, Any]:
        """In the form of queries.FILTERS. Raises FilterError."""
        told = self.q.strip()
        is_code = len(told) == CODE_LENGTH and told.isascii() and told.isalnum()
        found: dict[str, Any] = {"credit_code": told.upper()} if is_code else {"name": told} if told else {}
        if self.division:
            found["divisions"] = _known("division", sorted(subtree(self.division, today)))
        if self.industry:
            found["industries"] = _known("industry", _below(self.industry))
        if self.size:
            found["size"] = _known("size", [self.size] if codelist("employer_size").knows(self.size) else [])[0]
        return found


@dataclass(frozen=True)
class EmployersPage:
    """`rows` with place, industry, size, examined this year and open findings (None for who may not see them)."""

    rows: list[dict[str, Any]]
    next: str | None
    first: bool
    chosen: Filter
    divisions: list[Code]
    industries: list[Code]
    sizes: list[Code]
    year: int
    computed_at: datetime
    problem: HubError | None = None


@router.get("")
def employers(
    request: Request,
    store: OfStore,
    who: Reader,
    chosen: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    now = datetime.now(store.settings.zone)
    today, place = now.date(), from_cursor(cursor, 1)
    if form:
        fetch = partial(_listed, who=who, asked=chosen.asked(today), today=today)
        return exporting.send(request, store, who, form, as_list(fetch, asdict(chosen), language(request)))
    lists = (divisions_of(who, today), _sections(), list(codelist("employer_size").rows))
    try:
        asked = chosen.asked(today)
    except FilterError as problem:
        none = EmployersPage([], None, True, chosen, *lists, today.year, now, problem)
        return render(request, "employers/list_of_employers.html", problem.status, page=none)
    with store.transaction(who.actor) as connection:
        listed = page(_listed(connection, place, PAGE + 1, who=who, asked=asked, today=today), PAGE, "employer_id")
    shown = EmployersPage(listed["items"], listed["next"], place is None, chosen, *lists, today.year, now)
    return render(request, "employers/list_of_employers.html", page=shown)


def _listed(
    connection: Connection, place: Sequence[int] | None, limit: int, *, who: Caller, asked: dict[str, Any], today: date
) -> list[dict[str, Any]]:
    """Those behind a place, the number of an employer, as EmployersPage has them."""
    found = queries.employers(connection, asked | ({"after": place[0]} if place else {}), limit)
    rows = [dict(row) for row in found]
    ids = [row["employer_id"] for row in rows]
    first = date(today.year, 1, 1)
    examined = queries.counts(connection, queries.EXAMINED, ids, first=first) if sees_examinations(who) else None
    standing = queries.counts(connection, queries.OPEN, ids) if who.may(Permission.FINDING_READ) else None
    return [row | named(row) | _counted(row["employer_id"], examined=examined, open=standing) for row in rows]


def _counted(employer: int, **counts: dict[int, int] | None) -> dict[str, int | None]:
    return {name: None if found is None else found.get(employer, 0) for name, found in counts.items()}


def sees_examinations(who: Caller) -> bool:
    """Whoever decides on benefits does not (GBZ 188—2025 4.2.1): then nothing is said of them, not nought."""
    return who.actor.scope is None or who.actor.scope.fence is not Fence.INSURANCE


def named(row: dict[str, Any]) -> dict[str, str]:
    """Place, industry and size of an employer, by name."""
    lists = {"industry": ("industry", "industry_code"), "size": ("employer_size", "size")}
    found = {name: codelist(codes).get(row[column] or "") for name, (codes, column) in lists.items()}
    return {"place": place_name(row["division_code"])} | {f"{n}_name": c.name if c else "" for n, c in found.items()}


def divisions_of(who: Caller, today: date) -> list[Code]:
    """Cities and counties in force that somebody may see."""
    told = who.actor.scope.settings.get("divisions", "") if who.actor.scope else ""
    own = set(told.split(",")) if told else None
    return [row for row in codelist("division").rows
            if row.code.startswith(HOME) and row.extra.get("level") in (CITY, COUNTY) and row.in_force(today)
            and (own is None or row.code in own)]  # fmt: skip


def _sections() -> list[Code]:
    return [row for row in codelist("industry").rows if row.extra.get("level") == "1"]


def _below(industry: str) -> list[str]:
    """The code with all below it."""
    found = {industry} if codelist("industry").knows(industry) else set()
    for row in codelist("industry").rows:  # a code stands behind the one above it
        if row.extra.get("parent") in found:
            found.add(row.code)
    return sorted(found)


def _known(name: str, codes: list[str]) -> list[str]:
    if not codes:
        what = {"division": ("行政区划", "division"), "industry": ("行业", "industry"), "size": ("规模", "size")}[name]
        raise FilterError(
            f"筛选条件“{what[0]}”不是已知的代码；请从列表中选择，或者清除筛选。",
            f"The filter for {what[1]} is no known code; choose one of the list, or clear the filter.",
        )
    return codes
