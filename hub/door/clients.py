"""Systems at the door: from `Authorization: Bearer …` to a client, what its scopes and agreements let it do.

`who: Annotated[Puller, pulls()]` asks for the scope of the view in the path and an agreement in force,
`Annotated[ClientCaller, follows()]` for the scope of any view, `Annotated[ClientCaller, pushes()]` for the scope of the
document in the path, and `Annotated[Caller, needs_or(scopes, …)]` for a user's permission or a client's scope.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fastapi import Depends, Request
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import DOOR, Caller, OfStore, address_of, caller_of
from hub.door.locks import Brought, Lock, not_there
from hub.errors import HubError
from hub.pull.fences import scope_of_view
from hub.pull.views import View, views
from hub.security.accounts.organisations import Organisation
from hub.security.actor import Actor
from hub.security.clients.agreements import Agreement, required_agreement
from hub.security.clients.tokens import ClientSession, client_of_token
from hub.security.permissions import Permission, Role
from hub.security.scope import Scope
from hub.security.scoping import Standing, scope_of

SCHEME = "bearer "
FOLLOWING = "pull/"
WRITING = ("batch.write", "push/")  # a scope, or how several begin


class TokenNeededError(HubError):
    """Nobody is known by what came along."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "这个地址供系统调用：请带上 Authorization: Bearer 与有效的访问令牌；令牌五分钟到期，到期请另取。",
            "This address is for systems: send Authorization: Bearer with an access token that is good. A token lasts "
            "five minutes; get another one.",
        )


@dataclass(frozen=True)
class ClientCaller(Caller):
    """A system that showed a good token. `actor` is within the fence of its own organisation."""

    scopes: frozenset[str] = frozenset()

    @property
    def client_id(self) -> str:
        return self.actor.name


@dataclass(frozen=True, kw_only=True)
class Puller(ClientCaller):
    """A client that may pull one view today. `actor` is within the fence of the agreement's territory."""

    view: View
    agreement: Agreement
    scope: Scope

    @property
    def detail(self) -> dict[str, Any]:
        """What the audit says of every access under the agreement."""
        return {"view": self.view.name, "agreement": self.agreement.agreement_id}


class ClientLock(Lock):
    """Lets in a client with the scope `named`, in which {name} stands for what the path has there; a scope that ends
    in `/` asks for any that begins so."""

    def __init__(self, permission: Permission, named: str) -> None:
        super().__init__(permission)
        self.named = named

    def __call__(self, request: Request, store: OfStore, brought: Brought) -> ClientCaller:  # noqa: ARG002
        client = _client_of(request, store)
        if client is None:
            raise self._refusal(request, store)
        wanted = self.named.format(**request.path_params)
        if not has_scope(client.scopes, [wanted]):
            raise not_there()
        return client

    def _refusal(self, request: Request, store: Store) -> HubError:
        """Somebody signed in finds that there is nothing here for them; a system is told to show its token."""
        caller = caller_of(request, store)
        return not_there() if caller and not any(map(caller.may, self.permissions)) else TokenNeededError()


class PullLock(ClientLock):
    """Lets in a client that may pull the view of the path: by scope, and today by agreement too."""

    def __init__(self) -> None:
        super().__init__(Permission.PULL_READ, "pull/{view}.read")

    def __call__(self, request: Request, store: OfStore, brought: Brought) -> Puller:
        client = super().__call__(request, store, brought)
        view = views().get(request.path_params["view"])
        if view is None:
            raise not_there()
        on = today(store)
        with store.transaction(DOOR) as connection:
            agreement = required_agreement(connection, client.client_id, view.name, on)
        scope = scope_of_view(view, agreement.territory, on)
        who = (Actor("client", client.client_id, scope), client.role, client.organisation, client.address)
        return Puller(*who, scopes=client.scopes, view=view, agreement=agreement, scope=scope)


class SharedLock(Lock):
    """Lets in a user with one of the permissions, and a client with one of the scopes."""

    def __init__(self, scopes: Iterable[str], *permissions: Permission) -> None:
        super().__init__(*permissions)
        self.scopes = tuple(scopes)

    def __call__(self, request: Request, store: OfStore, brought: Brought) -> Caller:
        if not _token(request):
            return super().__call__(request, store, brought)
        client = _client_of(request, store)
        if client is None:
            raise TokenNeededError
        if not has_scope(client.scopes, self.scopes):
            raise not_there()
        return client


def pulls() -> Any:
    return Depends(PullLock())


def follows() -> Any:
    return Depends(ClientLock(Permission.PULL_READ, FOLLOWING))


def pushes() -> Any:
    return Depends(ClientLock(Permission.PULL_WRITE, "push/{document}.write"))


def needs_or(scopes: Iterable[str], *permissions: Permission) -> Any:
    return Depends(SharedLock(scopes, *permissions))


def has_scope(scopes: frozenset[str], wanted: Iterable[str]) -> bool:
    """Is one of `wanted` among the scopes, or the beginning of one where it ends in `/`?"""
    return any(scope == each or (each.endswith("/") and scope.startswith(each)) for scope in scopes for each in wanted)


def today(store: Store) -> date:
    """In the province."""
    return datetime.now(store.settings.zone).date()


def _token(request: Request) -> str:
    given = request.headers.get("Authorization", "")
    return given[len(SCHEME) :].strip() if given[: len(SCHEME)].lower() == SCHEME else ""


def _client_of(request: Request, store: Store) -> ClientCaller | None:
    """Whose token came along; None for no token or none that is good."""
    if not (token := _token(request)):
        return None
    with store.transaction(DOOR) as connection:
        session = client_of_token(connection, token, datetime.now(UTC))
        return _caller(connection, store, session, address_of(request)) if session else None


def _caller(connection: Connection, store: Store, session: ClientSession, address: str) -> ClientCaller:
    organisation = Organisation(session.organisation_kind, session.organisation_key)
    standing = Standing(Role.CLIENT, organisation, None)
    scope = scope_of(connection, standing, store.settings.province, today(store))
    actor = Actor("client", session.client_id, scope)
    return ClientCaller(actor, Role.CLIENT, organisation, address, scopes=session.scopes)
