"""Search for a person or an employer: by a form, so that nothing personal is in an address, a log or a history."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.errors import HubError
from hub.pages.employers.queries import employers
from hub.pages.rendering import render
from hub.people.purposes import told_purpose
from hub.people.reading import Profile
from hub.people.searching import MOST, RESIDENT_ID, SEES_REPORTS, by_name, by_number, by_report, profiles
from hub.security.audit.entries import Access, Verb
from hub.security.permissions import Permission
from schemas.codes import Code, codelist
from schemas.identifiers import ResidentId, parse_resident_id

router = APIRouter(include_in_schema=False)
P = Permission
Searcher = Annotated[Caller, needs(P.PERSON_READ, P.FINDING_READ, P.RECORD_READ)]
By = Literal["name", "id_number", "report", "employer", "any"]
Document = Literal["diagnosis", "examination", "suspected", "determination", "assessment"]
DOCUMENTS: tuple[Document, ...] = get_args(Document)


class SearchError(HubError):
    """Something is missing, or can be no such thing."""

    status = 422


class Asked(BaseModel):
    """What was asked: `by`, and the fields of that way; the rest is blank. Never part of an address."""

    by: By = "employer"
    name: Annotated[str, Field(max_length=50)] = ""
    birth_date: Annotated[str, Field(max_length=10)] = ""
    id_type: Annotated[str, Field(max_length=2)] = RESIDENT_ID
    id_number: Annotated[str, Field(max_length=18)] = ""
    document: Document = "diagnosis"
    sender: Annotated[str, Field(max_length=20)] = ""
    number: Annotated[str, Field(max_length=70)] = ""
    employer: Annotated[str, Field(max_length=70)] = ""
    purpose: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class SearchPage:
    """The forms somebody may use, and what was found: None before anything was asked. `more`: not all are shown."""

    ways: tuple[By, ...]
    id_types: list[Code]
    asked: Asked | None = None
    people: list[Profile] | None = None
    employers: list[RowMapping] | None = None
    more: bool = False
    problem: HubError | None = None
    documents: tuple[Document, ...] = DOCUMENTS
    most: int = MOST


def ways_of(who: Caller) -> tuple[By, ...]:
    """How somebody may search: for people only who may read them, by reports only behind fences that show them."""
    people: tuple[By, ...] = ("name", "id_number") if who.may(P.PERSON_READ) else ()
    scope = who.actor.scope
    reports: tuple[By, ...] = ("report",) if people and scope and scope.fence in SEES_REPORTS else ()
    can_see_employers = who.may(P.FINDING_READ) or who.may(P.RECORD_READ)
    return people + reports + (("employer",) if can_see_employers else ())


@router.get("/search")
def form(request: Request, who: Searcher) -> HTMLResponse:
    return _show(request, SearchPage(ways_of(who), _id_types()))


@router.post("/search")
def search(request: Request, store: OfStore, who: Searcher, asked: Annotated[Asked, Form()]) -> HTMLResponse:
    ways, asked = ways_of(who), _meant(asked, who)
    try:
        if asked.by not in ways:
            raise SearchError(
                "您的角色不能这样查找；请换一种方式。", "Your role may not search this way; choose another."
            )
        found = _employers(store, who, asked) if asked.by == "employer" else _people(store, who, asked)
        return _show(request, SearchPage(ways, _id_types(), asked, *found))
    except HubError as problem:
        return _show(request, SearchPage(ways, _id_types(), asked, problem=problem))


def _meant(asked: Asked, who: Caller) -> Asked:
    """What the one box of every page is meant for: a resident's number where that is what stands in it, else an
    employer."""
    if asked.by != "any":
        return asked
    is_person = isinstance(parse_resident_id(asked.employer.strip().upper()), ResidentId)
    if is_person and who.may(P.PERSON_READ):
        return asked.model_copy(update={"by": "id_number", "id_number": asked.employer.strip(), "employer": ""})
    return asked.model_copy(update={"by": "employer"})


def _show(request: Request, page: SearchPage) -> HTMLResponse:
    response = render(request, "search.html", page.problem.status if page.problem else 200, page=page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _people(store: Store, who: Caller, asked: Asked) -> tuple[list[Profile], None, bool]:
    """Masked, and written down whether or not somebody was found."""
    access = Access(Verb.READ, told_purpose(asked.purpose, who.role), address=who.address)
    with store.transaction(who.actor) as connection:
        people = _found(connection, store, asked)
        return profiles(connection, store, who.actor, access, asked.by, people), None, len(people) > MOST


def _found(connection: Connection, store: Store, asked: Asked) -> list[list[int]]:
    if asked.by == "name":
        _demand(asked.name.strip(), "姓名", "the name")
        return by_name(
            connection, store.vault, asked.name, _day(asked.birth_date, datetime.now(store.settings.zone).date())
        )
    if asked.by == "id_number":
        _demand(asked.id_number.strip(), "证件号码", "the number of the document")
        return by_number(connection, store.vault, asked.id_type, asked.id_number.upper())
    _demand(asked.number.strip(), "证书或者报告的编号", "the number of the certificate or report")
    _demand(asked.sender.strip(), "出具或者报送机构的代码", "the code of the organisation that sent it")
    return by_report(connection, store.vault, asked.document, asked.sender, asked.number)


def _employers(store: Store, who: Caller, asked: Asked) -> tuple[None, list[RowMapping], bool]:
    told = asked.employer.strip()
    _demand(told, "名称开头或者统一社会信用代码", "the beginning of the name, or the credit code")
    by = {"credit_code": told.upper()} if told.isascii() and told.isalnum() and len(told) == 18 else {"name": told}
    with store.transaction(who.actor) as connection:
        found = employers(connection, by, MOST + 1)
    return None, list(found[:MOST]), len(found) > MOST


def _demand(told: str, zh: str, en: str) -> None:
    if not told:
        raise SearchError(f"请填写{zh}。", f"Give {en}.")
    if not told.isprintable():
        raise SearchError(
            f"{zh}中有不能识别的字符，请重新填写。", f"There are control characters in {en}; type it anew."
        )


def _day(told: str, today: date) -> date:
    """2001-02-03 or 20010203. Raises SearchError; what it says never repeats what was told."""
    try:
        found = date.fromisoformat(told.strip())
    except ValueError:
        found = None
    if found is None or not date(1900, 1, 1) <= found <= today:
        raise SearchError(
            "出生日期须写成 1980-01-31 的样子，并且不晚于今天；重名的人多，查找姓名时必须填写。",
            "The birth date is needed in the form 1980-01-31 and not after today: many people share a name.",
        )
    return found


def _id_types() -> list[Code]:
    return [row for row in codelist("id_type").rows if row.code != "88"]
