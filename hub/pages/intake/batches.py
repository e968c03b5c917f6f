"""Batches, one batch with its issues, and what may be asked to be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs, not_there
from hub.errors import HubError
from hub.intake.asking import RELEASE, ask, job_of
from hub.intake.batches import COUNTS, Filter, batch, batch_list, codes, issues
from hub.intake.correcting import returned
from hub.intake.modes import Mode
from hub.jobs import wake
from hub.pages.intake.upload import sent
from hub.pages.intake.workbooks import mending
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
PAGE = 50
Reader = Annotated[Caller, needs(Permission.BATCH_READ)]
Sender = Annotated[Caller, needs(Permission.BATCH_BRING)]
Releaser = Annotated[Caller, needs(Permission.BATCH_RELEASE)]
OWNER = "select organisation from batch where batch_id = :batch"


@dataclass(frozen=True)
class BatchPage:
    """A batch with what was asked to be done with it (`job`); `own`: the reader's organisation brought it."""

    batch: RowMapping
    job: RowMapping | None
    own: bool
    may_release: bool
    codes: Sequence[RowMapping]
    chosen: dict[str, str]
    items: list[dict[str, Any]]
    next: str | None
    first: bool
    again: bool
    outcomes: tuple[str, ...] = COUNTS[1:]

    @property
    def waits(self) -> bool:
        """Is something under way that the page is waiting for?"""
        return self.job is not None and self.job["state"] in ("waiting", "running")

    @property
    def is_unmended(self) -> bool:
        return any(code["severity"] != "note" for code in self.codes)


@router.get("/batches")
def list_of_batches(request: Request, store: OfStore, who: Reader, cursor: AfterCursor = None) -> HTMLResponse:
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        found = page(batch_list(connection, place[0] if place else None, PAGE + 1), PAGE, "batch_id")
    return render(request, "intake/batches.html", first=place is None, **found)


@router.get("/batches/{batch_id}")
def one_batch(
    request: Request,
    store: OfStore,
    who: Reader,
    batch_id: int,
    chosen: Annotated[Filter, Depends()],
    cursor: AfterCursor = None,
) -> HTMLResponse:
    place = from_cursor(cursor, 2)
    with store.transaction(who.actor) as connection:
        found = batch(connection, batch_id)
        rows = issues(connection, batch_id, Filter(chosen.severity or None, chosen.code or None), place, PAGE + 1)
        known, job = codes(connection, batch_id), job_of(connection, batch_id)
        own = _is_own(connection, who, batch_id)
    listed = page(rows, PAGE, "row", "n")
    may_release = bool(who.may(Permission.BATCH_RELEASE) and found["held"] and found["state"] == "interpreted")
    shown = {name: value or "" for name, value in chosen._asdict().items()}
    told = BatchPage(
        found, job, own, may_release, known, shown, first=place is None, again="again" in request.query_params, **listed
    )
    return render(request, "intake/batch.html", page=told)


@router.post("/batches/{batch_id}/take")
def take(store: OfStore, who: Sender, batch_id: int) -> RedirectResponse:
    """Store the good rows of a batch that was only checked."""
    with store.transaction(who.actor) as connection:
        found = batch(connection, batch_id)
        if not _is_own(connection, who, batch_id):
            raise not_there()
    if found["state"] != "checked":
        raise HubError(
            "这个批次已经入库，或者还没有校验完；请看批次页上的状态。",
            "This batch is stored already or has not been checked yet; see its state on its page.",
        )
    return _asked(store, who, batch_id, Mode.GOOD)


@router.post("/batches/{batch_id}/release")
def release(store: OfStore, who: Releaser, batch_id: int) -> RedirectResponse:
    """Judge the held rows anew, as after a mapping or a code list was mended."""
    with store.transaction(who.actor) as connection:
        batch(connection, batch_id)
    return _asked(store, who, batch_id, RELEASE)


@router.get("/batches/{batch_id}/problems.xlsx")
def problems(request: Request, store: OfStore, who: Sender, batch_id: int) -> Response:
    """The rows that were held or refused as they were sent, for whoever sent them."""
    with store.transaction(who.actor) as connection:
        batch(connection, batch_id)
        if not _is_own(connection, who, batch_id):
            raise not_there()
    with store.transaction(who.actor.as_hub()) as connection:
        rows = list(returned(connection, store, batch_id))
        detail = {"what": "rows-to-mend", "batch": batch_id, "rows": len(rows)}
        access = Access(Verb.EXPORT, "改正本单位报送的数据", address=who.address, detail=detail)
        record_access(connection, store.keys, who.actor.as_hub(), access)
    return sent(mending(rows, language(request)), f"batch-{batch_id}-problems.xlsx")


def _is_own(connection: Connection, who: Caller, batch_id: int) -> bool:
    owner = connection.execute(text(OWNER), {"batch": batch_id}).scalar()
    return owner is not None and owner == who.actor.organisation


def _asked(store: Store, who: Caller, batch_id: int, mode: str) -> RedirectResponse:
    with store.transaction(who.actor.as_hub()) as connection:
        ask(connection, batch_id, mode, who.actor)
    wake(store, "intake")
    return RedirectResponse(f"/batches/{batch_id}", 303)
