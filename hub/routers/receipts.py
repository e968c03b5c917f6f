"""Receipts of batches with the lines they vouch for, and the public key they are verified with."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, StreamingResponse

from hub.door.callers import Caller, OfStore
from hub.door.clients import WRITING, needs_or
from hub.door.locks import ForAll
from hub.intake.receipting import receipt_number, receipt_rows, signed_receipt
from hub.security.permissions import Permission
from hub.security.signing import published

router = APIRouter(tags=["receipts"])


class Jose(PlainTextResponse):
    media_type = "application/jose"


class Lines(StreamingResponse):
    media_type = "application/x-ndjson"


Reader = Annotated[Caller, needs_or(WRITING, Permission.BATCH_READ)]
Number = Annotated[int | None, Query(ge=1, description="of the receipt; else the newest")]


@router.get("/api/v1/batches/{batch_id}/receipt", response_class=Jose)
def receipt_of_batch(store: OfStore, who: Reader, batch_id: int, number: Number = None) -> Jose:
    """A JWS in compact form; the header Link names the list of rows it vouches for."""
    number = receipt_number(store, who.actor, batch_id, number)
    headers = {
        "Link": f'</api/v1/batches/{batch_id}/receipt/rows?number={number}>; rel="describedby"',
        "Content-Disposition": f'attachment; filename="batch-{batch_id}-receipt-{number}.jws"',
    }
    return Jose(signed_receipt(store, batch_id, number), headers=headers)


@router.get("/api/v1/batches/{batch_id}/receipt/rows", response_class=Lines)
def rows_of_receipt(store: OfStore, who: Reader, batch_id: int, number: Number = None) -> Lines:
    """One line of JSON for each row, in order: its outcome, and the code and field of each issue."""
    number = receipt_number(store, who.actor, batch_id, number)
    headers = {"Content-Disposition": f'attachment; filename="batch-{batch_id}-receipt-{number}-rows.ndjson"'}
    lines = receipt_rows(store, batch_id, number)
    return Lines(lines, headers=headers)


@router.get("/.well-known/jwks.json")
def public_keys(store: OfStore, _: ForAll) -> dict[str, Any]:
    """The keys (RFC 7517) with which anyone verifies what the hub signed."""
    return published(store.keys)
