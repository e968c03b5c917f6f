"""People behind the caller's fence: read masked, searched for, unmasked for a reason. Every look is written down."""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, page
from hub.door.locks import needs
from hub.errors import HubError
from hub.people import unmasking
from hub.people.purposes import read_purpose
from hub.people.reading import person, profile, records
from hub.people.searching import MOST, by_name, by_number, profiles
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(prefix="/api/v1/workers", tags=["workers"])
Reader = Annotated[Caller, needs(Permission.PERSON_READ)]
Unmasker = Annotated[Caller, needs(Permission.PERSON_UNMASK)]
PurposeHeader = Annotated[
    str | None,
    Header(alias="X-Purpose", max_length=2000, description="UTF-8, percent-encoded; else the purpose of the role"),
]


class SearchError(HubError):
    """A search that is neither by number nor by name and birth date."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "请给出证件号码，或者姓名和出生日期，两者取其一。",
            "Give either the number of a document, or name and birth date.",
        )


class Search(BaseModel):
    """Either `id_number`, of the kind `id_type` (CV02.01.101; 01 resident), or `name` with `birth_date`."""

    id_type: Annotated[str, Field(max_length=20)] = "01"
    id_number: Annotated[str | None, Field(min_length=1, max_length=18)] = None
    name: Annotated[str | None, Field(min_length=1, max_length=50)] = None
    birth_date: date | None = None

    @property
    def by(self) -> str:
        """id_number or name. Raises SearchError."""
        given = (self.id_number is not None, self.name is not None, self.birth_date is not None)
        if given == (True, False, False):
            return "id_number"
        if given == (False, True, True):
            return "name"
        raise SearchError


class Unmasking(BaseModel):
    """What is to be seen in clear, and why."""

    reason: Annotated[str, Field(max_length=200)] = ""
    fields: Annotated[list[Literal["name", "id_number", "phone"]], Field(min_length=1, max_length=3)]


@router.get("/{worker_id}")
def one_worker(
    store: OfStore,
    who: Reader,
    worker_id: int,
    purpose: PurposeHeader = None,
    cursor: AfterCursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The masked profile of a person, and the records that stand, latest first."""
    place, access = from_cursor(cursor, 2), _access(who, purpose)
    with store.transaction(who.actor) as connection:
        workers = person(connection, worker_id)
        listed = page(records(connection, workers, place, limit + 1), limit, "event_day", "record_id")
        shown = profile(connection, store.vault, workers)
        read = [each["record_id"] for each in listed["items"]]
        record_access(connection, store.keys, who.actor, replace(access, workers=workers, records=read))
    return {"worker": asdict(shown), "records": listed}


@router.post("/search")
def search(store: OfStore, who: Reader, asked: Search, purpose: PurposeHeader = None) -> dict[str, Any]:
    """Masked profiles of the people found, at most 20; `complete` says whether these are all."""
    by, access = asked.by, _access(who, purpose)
    with store.transaction(who.actor) as connection:
        if asked.name is not None and asked.birth_date is not None:
            people = by_name(connection, store.vault, asked.name, asked.birth_date)
        else:
            people = by_number(connection, store.vault, asked.id_type, asked.id_number or "")
        shown = profiles(connection, store, who.actor, access, by, people)
    return {"items": [asdict(each) for each in shown], "complete": len(people) <= MOST}


@router.post("/{worker_id}/unmask")
def unmask(store: OfStore, who: Unmasker, worker_id: int, asked: Unmasking) -> dict[str, Any]:
    """The fields asked for in clear, of every document the person came under."""
    return asdict(unmasking.unmask(store, who.actor, who.address, worker_id, asked.reason, asked.fields))


def _access(who: Caller, purpose: str | None) -> Access:
    """What is written down of a read, so far. Raises HubError for a purpose that cannot be one."""
    return Access(Verb.READ, read_purpose(purpose, who.role), address=who.address)
