"""Who is asking: the user of a session, by its cookie, with their permissions and their fence; otherwise nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from hub.db import Store
from hub.door.cookies import session_token
from hub.errors import HubError
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.sessions import Session, look_up
from hub.security.actor import Actor
from hub.security.permissions import Permission, Role, may
from hub.security.scoping import Standing, scope_of

DOOR = Actor("system", "door")


class SignInError(HubError):
    """Whoever asks must sign in, or finish signing in, first."""

    status = 401

    def __init__(self) -> None:
        super().__init__("请先登录；登录后重新打开这个地址。", "Sign in first, then open this address again.")


@dataclass(frozen=True)
class Caller:
    """Somebody signed in. `token` is their session's, empty for who came without one."""

    actor: Actor
    role: Role
    organisation: Organisation
    address: str
    session: Session | None = None
    token: str = ""

    @property
    def signed_in(self) -> Session:
        """The session. Raises SignInError for who came with a system's token instead."""
        if self.session is None:
            raise SignInError
        return self.session

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


OfStore = Annotated[Store, Depends(_store)]


def address_of(request: Request) -> str:
    """The network address a request came from; empty where there is none, as over a local socket."""
    return request.client.host if request.client else ""


def session_of(request: Request, store: Store) -> tuple[Session, str] | None:
    """The session of a request's cookie and its token, complete or not."""
    if not (token := session_token(request)):
        return None
    with store.transaction(DOOR) as connection:
        session = look_up(connection, token, datetime.now(UTC))
    return (session, token) if session else None


def caller_of(request: Request, store: Store) -> Caller | None:
    """Whoever completed a sign-in, in one transaction; None for anybody else."""
    if not (token := session_token(request)):
        return None
    now = datetime.now(UTC)
    with store.transaction(DOOR) as connection:
        session = look_up(connection, token, now)
        if session is None or not session.is_complete:
            return None
        organisation = Organisation(session.organisation_kind, session.organisation_key)
        standing = Standing(Role(session.role), organisation, session.territory)
        today = now.astimezone(store.settings.zone).date()
        scope = scope_of(connection, standing, store.settings.province, today)
    actor = Actor("user", session.login, scope)
    return Caller(actor, standing.role, organisation, address_of(request), session, token)
