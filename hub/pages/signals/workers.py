"""The workers counted in a signal, by pseudonym, for whoever may read persons. Every look is written down."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.pages import queries
from hub.pages.rendering import render
from hub.pages.signals.signal import Signal, signal
from hub.pages.texts import language
from hub.people.purposes import read_purpose
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ, also=Permission.PERSON_READ)]
PAGE = 50
# A worker who was found to be another is counted as that one.
WORKERS = """
select coalesce(w.merged_into, w.worker_id) as worker_id, min(e.name) as employer,
    array_agg(distinct v.record_id) as records, max(v.event_on) as last_on
from record_version v join worker w using (worker_id) left join employer e using (employer_id)
where v.record_id = any(:records) and v.document = 'examination' and v.known_to = 'infinity'
    and coalesce(w.merged_into, w.worker_id) > :after
group by 1 order by 1 limit :limit
"""


@dataclass(frozen=True)
class Counted:
    """One of them. `pseudonym` is what stands for them in the analyses."""

    worker_id: int
    pseudonym: int
    employer: str | None
    records: list[int]
    last_on: date


@dataclass(frozen=True)
class WorkersPage:
    """Of one signal, by number."""

    signal: Signal
    workers: list[Counted]
    next: str | None
    first: bool


@router.get("/clusters/{finding_id:int}/workers")
def workers(
    request: Request, store: OfStore, who: OfAnalyses, finding_id: int, cursor: AfterCursor = None
) -> HTMLResponse:
    """Of persons this page says that they are counted in a signal, so it needs the right to read them too."""
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        found = signal(connection, finding_id, language(request))
        values = {"records": found.told.get("records", []), "after": place[0] if place else 0, "limit": PAGE + 1}
        listed = page(queries.rows(connection, WORKERS, **values), PAGE, "worker_id")
        shown = [Counted(pseudonym=store.vault.pseudonym(each["worker_id"]), **each) for each in listed["items"]]
        read = [record for each in shown for record in each.records]
        access = Access(Verb.READ, read_purpose(None, who.role), [each.worker_id for each in shown], read, who.address)
        record_access(connection, store.keys, who.actor, access)
    told = WorkersPage(found, shown, listed["next"], place is None)
    return render(request, "signals/workers.html", page=told)
