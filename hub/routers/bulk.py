"""All of a view at once: asked for, made by a job, taken in parts that can be resumed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import DOOR, OfStore
from hub.door.clients import ClientCaller, Puller, follows, has_scope, pulls, today
from hub.door.ranges import Span, read_range
from hub.errors import NotFoundError
from hub.jobs import wake
from hub.pull import bulk
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.clients.agreements import required_agreement

router = APIRouter(prefix="/api/v1/bulk", tags=["bulk"])
Follower = Annotated[ClientCaller, follows()]
FILE = {"content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}}


@router.post("/{view}", status_code=202)
def ask(store: OfStore, who: Annotated[Puller, pulls()], response: Response) -> dict[str, Any]:
    """Ask for all that stands in a view. Asked again, it is the same export, until it is deleted or its day is over."""
    agreement = who.agreement.agreement_id
    asked = bulk.Asked(who.client_id, who.address, who.view.name, agreement, who.agreement.purpose, who.scope)
    with store.transaction(who.actor.as_hub()) as connection:
        job = bulk.ask(connection, asked, datetime.now(UTC))
        told = _described(job, bulk.parts(connection, job.job_id))
    wake(store, "bulk")
    response.headers["Location"] = told["address"]
    return told


@router.get("/jobs/{job}")
def state(store: OfStore, who: Follower, job: int) -> dict[str, Any]:
    """How far an export is, and its finished parts."""
    with store.transaction(DOOR) as connection:
        found = _own(connection, store, who, job)
        return _described(found, bulk.parts(connection, job))


@router.delete("/jobs/{job}", status_code=204)
def delete(store: OfStore, who: Follower, job: int) -> None:
    """Take an export back; what was made of it is gone."""
    now = datetime.now(UTC)
    with store.transaction(who.actor.as_hub()) as connection:
        bulk.find(connection, job, who.client_id, now)
        bulk.cancel(connection, job, now)


@router.get("/jobs/{job}/parts/{number}", response_class=StreamingResponse, responses={200: FILE, 206: FILE})
def take(
    store: OfStore,
    who: Follower,
    job: int,
    number: int,
    wanted: Annotated[str | None, Header(alias="Range")] = None,
    unchanged: Annotated[str | None, Header(alias="If-Range")] = None,
) -> StreamingResponse:
    """A part, or the range of it that is asked for: gzip, a line of JSON for each record."""
    with store.transaction(who.actor.as_hub()) as connection:
        found = _own(connection, store, who, job)
        part = bulk.find_part(connection, job, number)
        tag = f'"{part.sha256.hex()}"'
        span = read_range(wanted if unchanged in (None, tag) else None, part.size_bytes)
        detail = {"view": found.view, "agreement": found.agreement_id, "job": job, "part": number,
                  "records": part.records, "first_byte": span.begin, "bytes": span.size}  # fmt: skip
        access = Access(Verb.EXPORT, found.purpose, address=who.address, detail=detail)
        record_access(connection, store.keys, who.actor, access)
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Content-Length": str(span.size),
               "Content-Disposition": f'attachment; filename="{found.view}-{job}-{number}.ndjson.gz"'}  # fmt: skip
    if span.is_part:
        headers["Content-Range"] = f"bytes {span.begin}-{span.end - 1}/{part.size_bytes}"
    pieces = _pieces(store, who, (job, number), span)
    return StreamingResponse(pieces, 206 if span.is_part else 200, headers, media_type="application/gzip")


def _pieces(store: Store, who: ClientCaller, part: tuple[int, int], span: Span) -> Iterator[bytes]:
    """One chunk in memory at a time, and no connection held while a slow reader takes it."""
    for n in range(span.begin // bulk.CHUNK, -(-span.end // bulk.CHUNK)):
        with store.transaction(who.actor.as_hub()) as connection:
            piece = bulk.chunk(connection, store.vault, *part, n)
        start = n * bulk.CHUNK
        yield piece[max(span.begin - start, 0) : span.end - start]


def _own(connection: Connection, store: Store, who: ClientCaller, job_id: int) -> bulk.Job:
    """The client's own export, while the agreement it was asked for under stands. Raises NotFoundError,
    NoAgreementError."""
    job = bulk.find(connection, job_id, who.client_id, datetime.now(UTC))
    if not has_scope(who.scopes, [f"pull/{job.view}.read"]):
        raise NotFoundError(
            "没有这个批量导出，或者令牌不含该视图的权限范围。",
            "There is no such export, or the token does not have the scope of its view.",
        )
    agreement = required_agreement(connection, who.client_id, job.view, today(store))
    if agreement.agreement_id != job.agreement_id:
        raise NotFoundError(
            "这个批量导出依据的是先前的协议，不再提供；请重新申请。",
            "This export was made under an earlier agreement and is not given any more; ask for another.",
        )
    return job


def _described(job: bulk.Job, parts: Any) -> dict[str, Any]:
    at, made = f"/api/v1/bulk/jobs/{job.job_id}", sum(part.records for part in parts)
    percent = 100 if job.state == "done" else min(99, 100 * made // job.records) if job.records else 0
    told = {"job": job.job_id, "view": job.view, "state": job.state, "percent": percent, "records": job.records}
    told |= {"after": job.cursor, "kept_until": (job.ended_at or job.asked_at) + bulk.KEPT, "address": at}
    if job.failure_zh:
        told |= {"title": job.failure_zh, "title_en": job.failure_en}
    listed = [{**part._asdict(), "sha256": part.sha256.hex(), "address": f"{at}/parts/{part.number}"} for part in parts]
    return told | {"parts": listed}
