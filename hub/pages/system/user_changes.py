"""What the security administrator does to a user, each on the record; and the users page by page."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, text

from hub.door.callers import Caller
from hub.security.accounts.sessions import revoke_all
from hub.security.accounts.totp import remove
from hub.security.accounts.users import (
    User,
    change_role,
    disable_user,
    enable_user,
    find_user,
)
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.keys import KeyRing

LISTED = f"""
select {", ".join(User._fields[:-1])}, totp_secret is not null as second_factor from app_user
where starts_with(login, :q) and (:role = '' or role = :role) and login > :after order by login limit :limit
"""
Change = Callable[[Connection, Actor, str, str, datetime], object]


def _reset_factor(connection: Connection, _: Actor, login: str, __: str, now: datetime) -> None:
    """They lost phone and recovery codes: another app is bound at the next sign-in."""
    user = find_user(connection, login)
    remove(connection, user.user_id)
    revoke_all(connection, user.user_id, now)


def _end_sessions(connection: Connection, _: Actor, login: str, __: str, now: datetime) -> None:
    revoke_all(connection, find_user(connection, login).user_id, now)


def _disable(connection: Connection, by: Actor, login: str, _: str, now: datetime) -> None:
    disable_user(connection, by, login, now)


def _enable(connection: Connection, by: Actor, login: str, _: str, now: datetime) -> None:
    find_user(connection, login)
    enable_user(connection, by, login, now)


# By the last part of the address; `role` is the only one that needs more than the login.
CHANGES: dict[str, Change] = {
    "role": change_role,
    "disable": _disable,
    "enable": _enable,
    "reset-factor": _reset_factor,
    "end-sessions": _end_sessions,
}
REVOKING = ("disable", "reset-factor", "end-sessions")


def users(connection: Connection, q: str, role: str, after: str, limit: int) -> list[User]:
    """Users in the order of logins, behind `after`, whose login begins with `q`; of one role where it is not blank."""
    values = {"q": q.strip().casefold(), "role": role, "after": after, "limit": limit}
    return [User(*row) for row in connection.execute(text(LISTED), values)]


def note(connection: Connection, ring: KeyRing, who: Caller, what: str, login: str) -> None:
    """Who may sign in is changed on the record."""
    verb = Verb.REVOKE if what in REVOKING else Verb.GRANT
    access = Access(verb, address=who.address, detail={"user": login, "what": what})
    record_access(connection, ring, who.actor.as_hub(), access)
