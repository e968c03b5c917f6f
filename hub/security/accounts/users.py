"""Users: who may sign in, for which organisation, in which role. Every change names who made it.

All functions take `now`, a moment with its zone, and work in the caller's transaction. The name of a user is sealed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import HubError, NotFoundError
from hub.security.accounts.organisations import Organisation, check_role
from hub.security.accounts.passwords import LEAST, LEAST_ALONE, check_password, hash_password, verify_password
from hub.security.accounts.sessions import revoke_all
from hub.security.accounts.totp import is_required
from hub.security.actor import Actor
from hub.security.vault import Vault

# Logins are seen in logs and addresses, so they are neither numbers of people nor phones.
LOGIN = re.compile(r"(?!.*[0-9]{7})[a-z][a-z0-9._-]{2,31}")

_COLUMNS = """
user_id, login, role, organisation_kind, organisation_key, territory, active_from, active_until, disabled_at,
totp_secret is not null as second_factor
"""
ADD = """
insert into app_user (login, display_name, role, organisation_kind, organisation_key, territory, active_from,
    active_until, password_hash, recovery_codes, created_at, created_by, changed_at, changed_by)
values (:login, :display_name, :role, :kind, :key, :territory, :active_from, :active_until, :hash, '{}',
    :now, :by, :now, :by)
on conflict (login) do nothing returning user_id
"""
FIND = f"select {_COLUMNS} from app_user where login = :login"
ALL = f"select {_COLUMNS} from app_user order by login"
NAME = "select login, display_name from app_user where user_id = :user"
SIGNING_IN = """
select user_id, password_hash, disabled_at is null and active_from <= cast(:now as date)
    and (active_until is null or cast(:now as date) <= active_until) as active
from app_user where login = :login for no key update
"""
RENEW = "update app_user set password_hash = :new where user_id = :user and password_hash = :old"
CHANGE = "update app_user set {column} = :value, changed_at = :now, changed_by = :by where login = :login"


class LoginError(HubError):
    """A login that cannot be given."""

    status = 409


@dataclass(frozen=True)
class NewUser:
    """What is known of a user before there is one; `active_until` is the last day."""

    login: str
    display_name: str
    role: str
    organisation: Organisation
    territory: str | None
    active_from: date
    active_until: date | None = None


class User(NamedTuple):
    """A user, without what is secret. `second_factor`: has one been confirmed?"""

    user_id: int
    login: str
    role: str
    organisation_kind: str
    organisation_key: str
    territory: str | None
    active_from: date
    active_until: date | None
    disabled_at: datetime | None
    second_factor: bool


def add_user(connection: Connection, vault: Vault, actor: Actor, new: NewUser, password: str, now: datetime) -> User:
    """Make a user. Raises LoginError, BadRoleError, WeakPasswordError."""
    if not LOGIN.fullmatch(new.login):
        raise LoginError(
            "登录名须为 3 至 32 个小写字母、数字、点、横线，以字母开头，不得含电话或证件号码。",
            "A login has 3 to 32 lower-case letters, digits, dots and hyphens, begins with a letter, "
            "and holds no phone or identity number.",
        )
    check_role(new.role, new.organisation.kind)
    _check(password, new.role, new.login, new.organisation.key)
    values = {name: value for name, value in vars(new).items() if name != "organisation"} | {
        **new.organisation._asdict(),
        "display_name": vault.seal(new.display_name.encode(), _purpose(new.login)),
        "hash": hash_password(password),
        "now": now,
        "by": str(actor),
    }
    if connection.execute(text(ADD), values).one_or_none() is None:
        raise LoginError("该登录名已被使用；请换一个。", "This login is taken; choose another.")
    return find_user(connection, new.login)


def find_user(connection: Connection, login: str) -> User:
    """The user of a login. Raises NotFoundError."""
    row = connection.execute(text(FIND), {"login": login}).one_or_none()
    if row is None:
        raise NotFoundError(
            "没有这个登录名；请用 ohub user list 核对。", "There is no such login; look it up with `ohub user list`."
        )
    return User(*row)


def all_users(connection: Connection) -> list[User]:
    """All users, disabled ones too, by login."""
    return [User(*row) for row in connection.execute(text(ALL))]


def display_name(connection: Connection, vault: Vault, user_id: int) -> str:
    """How a user is to be addressed: a name of a person, for their own pages and for no log."""
    login, sealed = connection.execute(text(NAME), {"user": user_id}).one()
    return vault.open(bytes(sealed), _purpose(login)).decode()


def authenticate(connection: Connection, login: str, password: str, now: datetime) -> User | None:
    """The user whose password this is, if they may sign in today; None for every other reason, after as much work.

    The guess must have been admitted before (`limits`); the session is to be started in this transaction, which holds
    the user, so that a change of password does not miss it. A hash of older parameters is renewed.
    """
    login = login.strip().casefold()
    possible = LOGIN.fullmatch(login)  # anything may be typed there, also what the database would not take
    row = connection.execute(text(SIGNING_IN), {"login": login, "now": now}).one_or_none() if possible else None
    verdict = verify_password(password, row.password_hash if row else None)
    if row is None or not (verdict.right and row.active):
        return None
    if verdict.renewed:
        values = {"user": row.user_id, "old": row.password_hash, "new": verdict.renewed}
        connection.execute(text(RENEW), values)
    return find_user(connection, login)


def change_password(connection: Connection, actor: Actor, login: str, password: str, now: datetime) -> int:
    """Set another password; whoever is signed in as this user no longer is. Gives how many sessions ended."""
    user = find_user(connection, login)
    _check(password, user.role, login, user.organisation_key)
    return _change(connection, actor, user, ("password_hash", hash_password(password)), now)


def change_role(connection: Connection, actor: Actor, login: str, role: str, now: datetime) -> int:
    """Give another role, from the next sign-in on: the sessions end. Gives how many. Raises BadRoleError."""
    user = find_user(connection, login)
    check_role(role, user.organisation_kind)
    return _change(connection, actor, user, ("role", role), now)


def disable_user(connection: Connection, actor: Actor, login: str, now: datetime) -> int:
    """Nobody signs in as this user any more, and the sessions end. Gives how many."""
    return _change(connection, actor, find_user(connection, login), ("disabled_at", now), now)


def enable_user(connection: Connection, actor: Actor, login: str, now: datetime) -> None:
    """Take back that the user was disabled."""
    _change(connection, actor, find_user(connection, login), ("disabled_at", None), now)


def _change(connection: Connection, actor: Actor, user: User, change: tuple[str, object], now: datetime) -> int:
    column, value = change
    values = {"login": user.login, "value": value, "now": now, "by": str(actor)}
    connection.execute(text(CHANGE.format(column=column)), values)
    return revoke_all(connection, user.user_id, now)


def _check(password: str, role: str, *known: str) -> None:
    check_password(password, *known, least=LEAST if is_required(role) else LEAST_ALONE)


def _purpose(login: str) -> bytes:
    return f"display-name:{login}".encode()
