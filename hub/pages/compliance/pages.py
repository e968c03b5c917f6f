"""Who is behind in which duty of surveillance: employers, the most urgent first, and the duties of one."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from analytics.surveillance import tables
from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.pages import exporting
from hub.pages.compliance.file import KEYS, KEYS_OF_DUTIES, duties_file, employers_file
from hub.pages.compliance.kinds import KINDS
from hub.pages.compliance.queries import Filter, counts, duties, employer, employers
from hub.pages.filters import refuse_unknown
from hub.pages.queries import no_employer
from hub.pages.rendering import render
from hub.pages.texts import language, words
from hub.people.naming import masked_names
from hub.people.purposes import DEFAULTS
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role
from schemas.codes import Code, codelist
from schemas.codes.divisions import HOME

router = APIRouter(include_in_schema=False)
PAGE = 50
COUNTY = 6  # digits of a division down to the county
OfFindings = Annotated[Caller, needs(Permission.FINDING_READ)]


@dataclass(frozen=True)
class EmployersPage:
    """One page of employers, with the numbers of their duties by kind."""

    chosen: Filter
    items: list[dict[str, Any]]
    next: str | None
    first: bool


@dataclass(frozen=True)
class EmployerPage:
    """An employer, its duties by kind, and one page of them; `names` by worker, masked, where they may be read."""

    employer: dict[str, Any]
    counts: dict[str, dict[str, Any]]
    chosen: Filter
    names: dict[int, dict[str, str | None]]
    items: list[dict[str, Any]]
    next: str | None
    first: bool

    def address(self, **changed: str) -> dict[str, str]:
        return {name: value for name, value in (asdict(self.chosen) | changed).items() if value}


@router.get("/compliance")
def compliance(
    request: Request,
    store: OfStore,
    who: OfFindings,
    chosen: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    if who.role is Role.EMPLOYER and who.actor.scope:  # sees nothing but its own
        return RedirectResponse(f"/compliance/{who.actor.scope.settings['employer']}", 303)
    _refuse(chosen)
    place, today = from_cursor(cursor, 3), datetime.now(store.settings.zone).date()
    if form:
        return exporting.send(request, store, who, form, employers_file(chosen, today, language(request)))
    with store.transaction(who.actor) as connection:
        rows = employers(connection, place, PAGE + 1, chosen=chosen, today=today)
    shown = EmployersPage(chosen, **page(rows, PAGE, *KEYS), first=place is None)
    return render(request, "compliance/employers.html", page=shown, kinds=list(KINDS), hazards=_hazards(),
                  divisions=_divisions())  # fmt: skip


@router.get("/compliance/{employer_id}")
def compliance_of(
    request: Request,
    store: OfStore,
    who: OfFindings,
    employer_id: int,
    chosen: Annotated[Filter, Depends()],
    part: Annotated[exporting.Part, Depends()],
) -> Response:
    _refuse(chosen)
    chosen = replace(chosen, division="")  # an employer is in one place
    place = from_cursor(part.cursor, 3)
    with store.transaction(who.actor) as connection:
        found = employer(connection, employer_id)
    if found is None:
        raise no_employer()
    if part.form:
        return exporting.send(request, store, who, part.form, duties_file(found, chosen, language(request)))
    with store.transaction(who.actor) as connection:
        known = counts(connection, employer_id)
        rows = duties(connection, place, PAGE + 1, employer_id=employer_id, chosen=chosen)
        listed = page(rows, PAGE, *KEYS_OF_DUTIES)
        names = _names(store, connection, who, listed["items"]) if who.may(Permission.PERSON_READ) else {}
    shown = EmployerPage(found, known, chosen, names, **listed, first=place is None)
    return render(request, "compliance/employer.html", page=shown, hazards=_hazards(), word=words(language(request)))


def _names(
    store: Store, connection: Connection, who: Caller, items: list[dict[str, Any]]
) -> dict[int, dict[str, str | None]]:
    """Written down as one look at all of them."""
    workers = [each["worker_id"] for each in items if each["worker_id"]]
    names = masked_names(connection, store.vault, workers)
    if names:
        access = Access(Verb.READ, DEFAULTS[who.role], list(names), address=who.address, detail={"list": "compliance"})
        record_access(connection, store.keys, who.actor, access)
    return names


def _refuse(chosen: Filter) -> None:
    """Raises FilterError."""
    offered = {"duty_kind": KINDS, "hazard": [each.code for each in codelist("hazard").rows],
               "duty_place": [each.code for each in codelist("division").rows]}  # fmt: skip
    refuse_unknown({"duty_kind": chosen.kind, "hazard": chosen.hazard, "duty_place": chosen.division}, offered)


@cache
def _hazards() -> list[Code]:
    """Those for which examinations are required, in the order of the list."""
    required = {row["hazard"] for row in tables.rows("requirements")}
    return [each for each in codelist("hazard").rows if each.code in required]


@cache
def _divisions() -> list[Code]:
    """The cities and counties of the province as they are now."""
    rows = codelist("division").rows
    return [each for each in rows if each.code.startswith(HOME) and len(each.code) == COUNTY and not each.valid_to]
