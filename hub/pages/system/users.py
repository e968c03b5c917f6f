"""Users for the security administrator: found, added, given another role, suspended, freed of a lost second factor."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs, not_there
from hub.errors import HubError
from hub.pages.rendering import render
from hub.pages.system.user_changes import CHANGES, note, users
from hub.security.accounts.organisations import KINDS, read_organisation, read_territory
from hub.security.accounts.sessions import sessions_of
from hub.security.accounts.users import NewUser, User, add_user, change_password, find_user
from hub.security.permissions import Permission, Role

router = APIRouter(include_in_schema=False)
OfUsers = Annotated[Caller, needs(Permission.USER_MANAGE)]
PAGE = 50
Short = Annotated[str, Form(max_length=100)]
Asked = Annotated[str, Query(max_length=40)]
PASSWORD_BYTES = 15  # twenty letters, more than anybody can guess
ROLES = tuple(role for role in Role if role is not Role.CLIENT)


class OwnselfError(HubError):
    """Nobody changes what they may themselves."""

    status = 409


@dataclass(frozen=True)
class Typed:
    """The form of a new user as it was filled in."""

    login: Short = ""
    name: Short = ""
    role: Short = ""
    kind: Short = ""
    key: Short = ""
    territory: Short = ""

    def read(self, today: date) -> NewUser:
        """Raises HubError."""
        its = read_organisation(f"{self.kind}:{self.key}", today)
        territory = read_territory(self.territory, its, today)
        return NewUser(self.login, self.name or self.login, self.role, its, territory, today)


@dataclass(frozen=True)
class UsersPage:
    """Users from `after` on whose login begins with `q`; the form to add one as it was typed, and what is wrong."""

    users: list[User]
    next: str | None
    q: str
    role: str
    after: str
    typed: dict[str, str] = field(default_factory=dict)
    problem: HubError | None = None
    roles: tuple[Role, ...] = ROLES
    kinds: tuple[str, ...] = tuple(KINDS)


@dataclass(frozen=True)
class UserPage:
    """One user; `password` is shown this once, after it was made."""

    user: User
    sessions: int
    own: bool
    password: str = ""
    problem: HubError | None = None
    roles: tuple[Role, ...] = ROLES


@router.get("/system/users")
def list_of_users(
    request: Request, store: OfStore, who: OfUsers, q: Asked = "", role: Asked = "", after: Asked = ""
) -> HTMLResponse:
    return _list(request, store, who, q, role, after)


@router.post("/system/users")
def add(request: Request, store: OfStore, who: OfUsers, typed: Annotated[Typed, Depends()]) -> Response:
    """Add a user with a password that is made here and shown once."""
    password, now = secrets.token_urlsafe(PASSWORD_BYTES), datetime.now(UTC)
    try:
        new = typed.read(now.astimezone(store.settings.zone).date())
        with store.transaction(who.actor.as_hub()) as connection:
            add_user(connection, store.vault, who.actor, new, password, now)
            note(connection, store.keys, who, "add", new.login)
    except HubError as problem:
        return _list(request, store, who, typed=asdict(typed), problem=problem)
    return _one(request, store, who, new.login, password)


@router.get("/system/users/{login}")
def one_user(request: Request, store: OfStore, who: OfUsers, login: str) -> HTMLResponse:
    return _one(request, store, who, login)


@router.post("/system/users/{login}/password")
def new_password(request: Request, store: OfStore, who: OfUsers, login: str) -> HTMLResponse:
    """Another password, made here and shown once; their sessions end."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)

    def change(connection: Connection, now: datetime) -> None:
        change_password(connection, who.actor, login, password, now)
        note(connection, store.keys, who, "password", login)

    problem = _changed(store, who, login, change)
    return _one(request, store, who, login, "" if problem else password, problem)


@router.post("/system/users/{login}/{what}")
def change_standing(
    request: Request, store: OfStore, who: OfUsers, login: str, what: str, role: Short = ""
) -> Response:
    """One of CHANGES; 404 for anything else."""
    if what not in CHANGES:
        raise not_there()

    def change(connection: Connection, now: datetime) -> None:
        CHANGES[what](connection, who.actor, login, role, now)
        note(connection, store.keys, who, what, login)

    if problem := _changed(store, who, login, change):
        return _one(request, store, who, login, problem=problem)
    return RedirectResponse(f"/system/users/{login}", 303)


def _changed(store: Store, who: Caller, login: str, change: Callable[[Connection, datetime], None]) -> HubError | None:
    """Change a user who is not oneself; what is wrong, where it could not be."""
    try:
        _refuse_oneself(who, login)
        with store.transaction(who.actor.as_hub()) as connection:
            change(connection, datetime.now(UTC))
    except HubError as problem:
        return problem
    return None


def _refuse_oneself(who: Caller, login: str) -> None:
    if login == who.signed_in.login:
        raise OwnselfError(
            "不能更改自己的账户；请由另一位安全管理员办理。",
            "Nobody changes their own account; ask another security administrator.",
        )


def _list(
    request: Request, store: Store, who: Caller, q: str = "", role: str = "", after: str = "", **form: Any
) -> HTMLResponse:
    with store.transaction(who.actor.as_hub()) as connection:
        found = users(connection, q, role, after, PAGE + 1)
    following = found[PAGE - 1].login if len(found) > PAGE else None
    page = UsersPage(found[:PAGE], following, q, role, after, **form)
    return render(request, "system/users.html", page.problem.status if page.problem else 200, page=page)


def _one(
    request: Request, store: Store, who: Caller, login: str, password: str = "", problem: HubError | None = None
) -> HTMLResponse:
    with store.transaction(who.actor.as_hub()) as connection:
        user = find_user(connection, login)
        sessions = len(sessions_of(connection, user.user_id, datetime.now(UTC)))
    page = UserPage(user, sessions, login == who.signed_in.login, password, problem)
    response = render(request, "system/user.html", problem.status if problem else 200, page=page)
    response.headers["Cache-Control"] = "no-store"
    return response
