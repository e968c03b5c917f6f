"""Sessions: an opaque token handed out once and kept as its SHA-256, with an idle and an absolute end.

All functions take `now`, a moment with its zone, and work in the caller's transaction.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from hub.security.accounts.totp import is_required

TOKEN_BYTES = 32  # 256 bits: a fast hash of it cannot be searched
TOUCHED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)  # how long an ended session may still be looked at

_USABLE = """
s.revoked_at is null and s.begun_at > :now - :absolute and s.last_seen_at > :now - :idle
and u.disabled_at is null and u.active_from <= cast(:now as date)
and (u.active_until is null or cast(:now as date) <= u.active_until)
"""
# Whoever begins or ends sessions of a user holds the user meanwhile, so that none begun at that moment is missed.
HOLD = "select from app_user where user_id = :user for no key update"
HOLD_OWNER = """
select from app_user where user_id = (select user_id from app_session where token_hash = :hash) for no key update
"""
START = """
insert into app_session (token_hash, user_id, begun_at, last_seen_at, second_factor_at)
values (:hash, :user, :begun, :now, :second)
"""
LOOK_UP = f"""
with found as (
    select s.session_id, s.user_id, u.login, u.role, u.organisation_kind, u.organisation_key, u.territory,
        s.begun_at, s.second_factor_at, s.last_seen_at, u.totp_secret is not null as has_factor
    from app_session s join app_user u using (user_id) where s.token_hash = :hash and {_USABLE}
), seen as (
    update app_session s set last_seen_at = :now from found
    where s.session_id = found.session_id and found.last_seen_at <= :now - :touched
)
select session_id, user_id, login, role, organisation_kind, organisation_key, territory, begun_at,
    second_factor_at, has_factor
from found
"""
REVOKE = """
update app_session set revoked_at = :now where token_hash = :hash and revoked_at is null
returning user_id, begun_at, second_factor_at
"""
REVOKE_ALL = "update app_session set revoked_at = :now where user_id = :user and revoked_at is null"
REVOKE_OTHERS = """
update app_session set revoked_at = :now where revoked_at is null and token_hash <> :hash
    and user_id = (select user_id from app_session where token_hash = :hash)
"""
LIST = f"""
select s.session_id, s.begun_at, s.last_seen_at, s.second_factor_at is not null as second_factor
from app_session s join app_user u using (user_id) where s.user_id = :user and {_USABLE} order by s.session_id
"""
CLEAR = "delete from app_session where begun_at < :before"


class Lifetime(NamedTuple):
    """How long a session lasts without being used, and at most."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


LIFETIME = Lifetime()


class Session(NamedTuple):
    """A session in use, and whose it is. `begun_at` is the sign-in, whatever became of the token since."""

    session_id: int
    user_id: int
    login: str
    role: str
    organisation_kind: str
    organisation_key: str
    territory: str | None
    begun_at: datetime
    second_factor_at: datetime | None
    has_factor: bool = False

    @property
    def is_complete(self) -> bool:
        """May it be used for more than giving the second factor? Whoever has one gives it, required or not."""
        return self.second_factor_at is not None or not (self.has_factor or is_required(self.role))


def start(connection: Connection, user_id: int, now: datetime, *, second_factor: bool = False) -> str:
    """Begin a session at sign-in; gives its token, which is kept nowhere else. Never takes a token from outside."""
    return _insert(connection, user_id, now, now, now if second_factor else None)


def rotate(
    connection: Connection, token: str, now: datetime, lifetime: Lifetime = LIFETIME, *, second_factor: bool = False
) -> str | None:
    """Another token for the same sign-in, as when a code was given: the old one ends. None when it had ended already.

    The absolute end stays where it was. Of two who rotate one token at once, one gets a new one.
    """
    connection.execute(text(HOLD_OWNER), {"hash": _hash(token)})
    usable = look_up(connection, token, now, lifetime)
    old = usable and connection.execute(text(REVOKE), {"hash": _hash(token), "now": now}).one_or_none()
    if not old:
        return None
    return _insert(connection, old.user_id, old.begun_at, now, now if second_factor else old.second_factor_at)


def look_up(connection: Connection, token: str, now: datetime, lifetime: Lifetime = LIFETIME) -> Session | None:
    """The session of `token`, or None when there is none or it has ended. One statement on the unique index."""
    values = _limits(now, lifetime) | {"hash": _hash(token), "touched": TOUCHED_EVERY}
    row = connection.execute(text(LOOK_UP), values).one_or_none()
    return Session(*row) if row else None


def revoke(connection: Connection, token: str, now: datetime) -> bool:
    """End one session; was there one to end?"""
    return connection.execute(text(REVOKE), {"hash": _hash(token), "now": now}).rowcount == 1


def revoke_all(connection: Connection, user_id: int, now: datetime) -> int:
    """End every session of a user; gives how many."""
    connection.execute(text(HOLD), {"user": user_id})
    return connection.execute(text(REVOKE_ALL), {"user": user_id, "now": now}).rowcount


def revoke_others(connection: Connection, token: str, now: datetime) -> int:
    """End every session of the user of `token` but that one; gives how many."""
    connection.execute(text(HOLD_OWNER), {"hash": _hash(token)})
    return connection.execute(text(REVOKE_OTHERS), {"hash": _hash(token), "now": now}).rowcount


def sessions_of(
    connection: Connection, user_id: int, now: datetime, lifetime: Lifetime = LIFETIME
) -> list[dict[str, Any]]:
    """The sessions of a user that are in use: session_id, begun_at, last_seen_at, second_factor."""
    found = connection.execute(text(LIST), _limits(now, lifetime) | {"user": user_id})
    return [dict(row) for row in found.mappings()]


def clear_ended(connection: Connection, now: datetime) -> int:
    """Delete what ended long ago."""
    return connection.execute(text(CLEAR), {"before": now - KEPT}).rowcount


def csrf_secret(token: str) -> str:
    """What a form of this session must bring along. It follows from the token, so nothing of it is kept, and a form
    of another session, or from before the token changed, does not fit."""
    return hmac.digest(token.encode(), b"ohub csrf", "sha256").hex()


def csrf_fits(token: str, given: str) -> bool:
    """Does a form's secret belong to the session of `token`?"""
    return hmac.compare_digest(csrf_secret(token).encode(), given.encode())


def _insert(
    connection: Connection, user_id: int, begun: datetime, now: datetime, second_factor_at: datetime | None
) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"hash": _hash(token), "user": user_id, "begun": begun, "now": now, "second": second_factor_at}
    connection.execute(text(START), values)
    return token


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _limits(now: datetime, lifetime: Lifetime) -> dict[str, Any]:
    return {"now": now, "idle": lifetime.idle, "absolute": lifetime.absolute}
