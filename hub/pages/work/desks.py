"""Who may open the worklist, who may act, and from where they came."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form
from fastapi.responses import RedirectResponse

from hub.db import Store
from hub.door.callers import Caller
from hub.door.locks import needs
from hub.security.permissions import Permission
from hub.work.moving import Desk

OfTasks = Annotated[Caller, needs(Permission.FINDING_ACT, Permission.ANALYSIS_READ)]
Acting = Annotated[Caller, needs(Permission.FINDING_ACT)]
MOST_SENT = 20_000  # characters of a remark that are read at all; what is too long is refused with all of it kept
Remark = Annotated[str, Form(max_length=MOST_SENT)]
Back = Annotated[str, Form(max_length=500)]


def desk(store: Store, who: Caller) -> Desk:
    today = datetime.now(store.settings.zone).date()
    return Desk(who.actor, store.vault, store.keys, today, who.address)


def back_to(back: str, otherwise: str) -> RedirectResponse:
    """To the page of ours that a form stood on."""
    parts = urlsplit(back)
    ours = back.startswith("/") and not back.startswith("//") and "\\" not in back and not parts.netloc
    return RedirectResponse(back if ours and back.isprintable() else otherwise, 303)
