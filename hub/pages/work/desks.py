"""Who may open the worklist, who may act, and from where they came."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form
from fastapi.responses import RedirectResponse

from hub.db import Store
from hub.door.callers import Caller
from hub.door.locks import needs
from hub.errors import HubError
from hub.security.permissions import Permission
from hub.work.moving import Desk

OfTasks = Annotated[Caller, needs(Permission.FINDING_ACT, Permission.ANALYSIS_READ)]
Acting = Annotated[Caller, needs(Permission.FINDING_ACT)]
MOST_SENT = 20_000  # characters of a remark that are read at all; what is too long is refused with all of it kept
Remark = Annotated[str, Form(max_length=MOST_SENT)]
Back = Annotated[str, Form(max_length=500)]


def today(store: Store) -> date:
    """In the province."""
    return datetime.now(store.settings.zone).date()


def desk(store: Store, who: Caller) -> Desk:
    return Desk(who.actor, store.vault, store.keys, today(store), who.address)


def back_to(back: str, otherwise: str) -> RedirectResponse:
    """To the page of ours that a form stood on."""
    parts = urlsplit(back)
    ours = back.startswith("/") and not back.startswith("//") and "\\" not in back and not parts.netloc
    return RedirectResponse(back if ours and back.isprintable() else otherwise, 303)


def read_day(written: str) -> date | None:
    """A day of a form; blank is none. Raises HubError."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as problem:
        raise HubError("日期要写成 2026-12-31 的样子；请改正。", "Write the day like 2026-12-31; mend it.") from problem
