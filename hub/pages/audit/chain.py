"""Whether the chain of the audit is whole: its end, its checkpoints, and verifications that are asked for here."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.errors import NotFoundError
from hub.jobs.asked import VERIFYING
from hub.jobs.queue import ask, standing
from hub.keeping.checkpoints import checkpoint_folder
from hub.keeping.verifying import Verification, checkpoint_files, read_checkpoints, verifications
from hub.pages.audit.entries import note
from hub.pages.audit.queries import waiting
from hub.pages.rendering import render
from hub.security.audit.chain import Head, head
from hub.security.audit.checkpoint import Checkpoint
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfChain = Annotated[Caller, needs(Permission.AUDIT_VERIFY)]
SHOWN = 30
NAMED = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9]{1,18}\.json", re.ASCII)


@dataclass(frozen=True)
class ChainPage:
    """`checkpoints` are file names with what they vouch for, or None where one is not ours; `running`: doing, todo."""

    head: Head
    waiting: int
    checkpoints: dict[str, Checkpoint | None]
    verifications: list[Verification]
    running: str | None
    at: datetime


@router.get("/audit/chain")
def chain(request: Request, store: OfStore, who: OfChain) -> HTMLResponse:
    with store.transaction(who.actor) as connection:
        end = head(connection)
        open_entries = waiting(connection, end.horizon)
        note(store, connection, who, "audit-chain", [])
    with store.transaction(who.actor.as_hub()) as connection:
        running = standing(connection, VERIFYING)
    paths = checkpoint_files(store)[: -SHOWN - 1 : -1]
    points, _ = read_checkpoints(store, paths)
    checkpoints = {path.name: points.get(path) for path in paths}
    found = ChainPage(end, open_entries, checkpoints, verifications(store, SHOWN), running, datetime.now(UTC))
    return render(request, "audit/chain.html", page=found)


@router.post("/audit/chain/verify")
def verify(store: OfStore, who: OfChain) -> RedirectResponse:
    ask(store, VERIFYING, asked_by=str(who.actor))
    return RedirectResponse("/audit/chain", 303)


@router.get("/audit/chain/checkpoints/{name}")
def take_checkpoint(store: OfStore, _: OfChain, name: str) -> Response:
    """A checkpoint as a file, to be kept where nobody who has the database can reach."""
    path = checkpoint_folder(store) / name
    if not NAMED.fullmatch(name) or not path.is_file():
        raise NotFoundError("没有这个检查点；请从列表中选择。", "There is no such checkpoint; choose from the list.")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(path.read_bytes(), media_type="application/json", headers=headers)
