"""What systems of insurance tell the hub: records of one document, filed as a batch like any other."""

import io
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from connectors.sources.insurance.layout import DOCUMENTS
from hub.db import Store
from hub.door.callers import OfStore
from hub.door.clients import ClientCaller, pushes
from hub.door.locks import not_there
from hub.errors import HubError
from hub.intake.batches import summary
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.routers.metrics import ROWS

router = APIRouter(prefix="/api/v1/push", tags=["push"])
SOURCE = "insurance"
LARGEST_BODY = 8 << 20  # it is read as a whole, to see that it holds nothing but what the scope is for
OUTCOMES = ("accepted", "held", "rejected", "duplicates")


class PushError(HubError):
    """A body that is not what this address takes; nothing of it is kept."""

    status = 422


@router.post("/{document}", status_code=201, max_body_size=LARGEST_BODY)
async def push(
    store: OfStore, who: Annotated[ClientCaller, pushes()], request: Request, response: Response, document: str
) -> dict[str, Any]:
    """Take `{"records": […]}`; the answer says what became of each. The same bytes again are the same batch."""
    if document not in DOCUMENTS:
        raise not_there()
    body = await request.body()
    result = await run_in_threadpool(_bring, store, who, document, body)
    for outcome in OUTCOMES:
        ROWS.labels(SOURCE, outcome).inc(result[outcome])
    response.headers["Location"] = f"/api/v1/batches/{result['batch']}"
    return result


def _bring(store: Store, who: ClientCaller, document: str, body: bytes) -> dict[str, Any]:
    check_body(document, body)
    received = receive(store, SOURCE, io.BytesIO(body), who.actor)
    interpret(store, received.batch_id, who.actor)
    with store.transaction(who.actor) as connection:
        told = summary(connection, received.batch_id, again=received.done)
    return told | {"receipt": f"/api/v1/batches/{received.batch_id}/receipt"}


def check_body(document: str, body: bytes) -> None:
    """Raise PushError unless this is a page of that document alone: a scope is for one document."""
    try:
        page = orjson.loads(body)
    except orjson.JSONDecodeError:
        page = None
    records = page.get("records") if isinstance(page, dict) else None
    if not isinstance(records, list) or not records:
        raise PushError(
            '请求体须为 UTF-8 的 JSON：{"records": [记录, …]}，至少一条；未保存任何内容，请改正后重发。',
            'The body is JSON in UTF-8, {"records": [record, …]}, with at least one; nothing was kept. Mend it and '
            "send it again.",
        )
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict) or record.get("document") != document:
            raise PushError(
                f"第 {number} 条记录的 document 不是 {document}；这个地址只收 {document}，未保存任何内容。",
                f"The document of record {number} is not {document}, and this address takes nothing else; nothing was "
                "kept.",
            )
