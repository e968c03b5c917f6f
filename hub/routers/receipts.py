"""Receipts of batches with the lines they vouch for, and the public key they are verified with."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, StreamingResponse

from hub.door import VISITOR, OfStore
from hub.intake.receipting import receipt_number, receipt_rows, signed_receipt
from hub.security.signing import published

router = APIRouter(tags=["receipts"])
Number = Annotated[int | None, Query(ge=1, description="of the receipt; else the newest")]


@router.get("/api/v1/batches/{batch_id}/receipt", response_class=PlainTextResponse)
def receipt_of_batch(store: OfStore, batch_id: int, number: Number = None) -> PlainTextResponse:
    """A JWS in compact form; the header Link names the list of rows it vouches for."""
    number = receipt_number(store, VISITOR, batch_id, number)
    headers = {
        "Link": f'</api/v1/batches/{batch_id}/receipt/rows?number={number}>; rel="describedby"',
        "Content-Disposition": f'attachment; filename="batch-{batch_id}-receipt-{number}.jws"',
    }
    return PlainTextResponse(signed_receipt(store, batch_id, number), headers=headers, media_type="application/jose")


@router.get("/api/v1/batches/{batch_id}/receipt/rows", response_class=StreamingResponse)
def rows_of_receipt(store: OfStore, batch_id: int, number: Number = None) -> StreamingResponse:
    """One line of JSON for each row, in order: its outcome, and the code and field of each issue."""
    number = receipt_number(store, VISITOR, batch_id, number)
    headers = {"Content-Disposition": f'attachment; filename="batch-{batch_id}-receipt-{number}-rows.ndjson"'}
    lines = receipt_rows(store, batch_id, number)
    return StreamingResponse(lines, headers=headers, media_type="application/x-ndjson")


@router.get("/.well-known/jwks.json")
def public_keys(store: OfStore) -> dict[str, Any]:
    """The keys (RFC 7517) with which anyone verifies what the hub signed."""
    return published(store.keys)
