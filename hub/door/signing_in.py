"""The steps of a sign-in, each counted before it is judged and written down whatever comes of it.

Password first, then the second factor; the order is that of docs/explanation/sign-in.md.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from hub.db import Store
from hub.door.callers import DOOR, Caller
from hub.errors import HubError
from hub.security.accounts import limits, sessions, totp
from hub.security.accounts.limits import Guess
from hub.security.accounts.sessions import Session
from hub.security.accounts.users import LOGIN, authenticate, change_password
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access

KNOWN = "select login from app_user where login = :login"


class WrongPasswordError(HubError):
    """Login or password are not right, or the user may not sign in: nobody is told which."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "登录名或密码不对，或者该用户已停用；请核对后再试，忘记密码请找本单位的安全管理员。",
            "Login or password are not right, or the user is disabled; check them, or ask your security administrator.",
        )


class WrongSecondFactorError(HubError):
    """A code of the second factor that is wrong, or was used before."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "验证码不对或已用过；请核对手机时间，等下一个六位数字再试，或改用恢复码。",
            "The code is not right or was used before; check your phone's clock and wait for the next six digits, or "
            "use a recovery code.",
        )


def give_password(store: Store, guess: Guess, password: str) -> str:
    """The token of a new session, which may still lack the second factor. Raises WaitError, WrongPasswordError."""
    now = datetime.now(UTC)
    login = guess.login.strip().casefold()
    _admit(store, guess, now)
    who = Actor("user", login) if LOGIN.fullmatch(login) else DOOR
    with store.transaction(who) as connection:
        user = authenticate(connection, login, password, now)
        if user is not None:
            limits.succeeded(connection, store.vault, guess, now)
            token = sessions.start(connection, user.user_id, now)
            _note(connection, store, who, Access(Verb.SIGN_IN, address=guess.address, detail={"step": "password"}))
            return token
    _failed(store, guess)
    raise WrongPasswordError


def give_code(store: Store, session: Session, token: str, guess: Guess, code: str) -> tuple[str, str]:
    """The new token of a session that is complete now, and the mark for its browser. `code`: of the app, or one of
    the recovery codes. Raises WaitError, WrongSecondFactorError."""

    def accepted(connection: Connection, now: datetime) -> bool:
        return totp.accept(connection, store.vault, session.user_id, code, now) or totp.accept_recovery(
            connection, store.vault, session.user_id, code
        )

    return _complete(store, session, token, guess, accepted)


def confirm_factor(store: Store, session: Session, token: str, guess: Guess, code: str) -> tuple[str, str, list[str]]:
    """The same for somebody who binds a second factor now: with the recovery codes, which are shown once."""
    _refuse_rebinding(session)
    recovery: list[str] = []

    def accepted(connection: Connection, now: datetime) -> bool:
        try:
            recovery.extend(totp.confirm(connection, store.vault, session.user_id, code, now))
        except totp.WrongCodeError:
            return False
        return True

    return *_complete(store, session, token, guess, accepted), recovery


def offer_factor(store: Store, session: Session) -> str:
    """A new secret as an otpauth address; what there was stays valid until a code confirms the new one."""
    _refuse_rebinding(session)
    with store.transaction(Actor("user", session.login)) as connection:
        return totp.offer(connection, store.vault, session.user_id)


def sign_out(store: Store, session: Session, token: str, address: str) -> None:
    """End the session."""
    who = Actor("user", session.login)
    with store.transaction(who) as connection:
        sessions.revoke(connection, token, datetime.now(UTC))
        _note(connection, store, who, Access(Verb.SIGN_OUT, address=address))


def renew_password(store: Store, who: Caller, guess: Guess, old: str, new: str) -> None:
    """Another password for whoever knows the present one; all their sessions end. Raises WaitError,
    WrongPasswordError, WeakPasswordError."""
    now, actor = datetime.now(UTC), who.actor.as_hub()
    _admit(store, guess, now)
    with store.transaction(actor) as connection:
        if right := authenticate(connection, guess.login, old, now) is not None:
            limits.succeeded(connection, store.vault, guess, now)
    if not right:
        _failed(store, guess)
        raise WrongPasswordError
    with store.transaction(actor) as connection:
        change_password(connection, actor, guess.login, new, now)
        _note(connection, store, actor, Access(Verb.CHANGE, address=guess.address, detail={"what": "password"}))


def end_others(store: Store, who: Caller) -> None:
    """End all sessions of somebody but the one they ask in."""
    actor = who.actor.as_hub()
    with store.transaction(actor) as connection:
        ended = sessions.revoke_others(connection, who.token, datetime.now(UTC))
        access = Access(Verb.SIGN_OUT, address=who.address, detail={"sessions": ended})
        _note(connection, store, actor, access)


def _refuse_rebinding(session: Session) -> None:
    """A password alone must not replace the second factor that it is to be joined by."""
    if session.has_factor and not session.is_complete:
        raise WrongSecondFactorError


def _complete(
    store: Store, session: Session, token: str, guess: Guess, accepted: Callable[[Connection, datetime], bool]
) -> tuple[str, str]:
    now, who = datetime.now(UTC), Actor("user", session.login)
    _admit(store, guess, now)
    with store.transaction(who) as connection:
        rotated = accepted(connection, now) and sessions.rotate(connection, token, now, second_factor=True)
        if rotated:
            limits.succeeded(connection, store.vault, guess, now)
            _note(connection, store, who, Access(Verb.SIGN_IN, address=guess.address, detail={"step": "second_factor"}))
            return rotated, limits.device_token(store.vault, session.login)
    _failed(store, guess)
    raise WrongSecondFactorError


def _admit(store: Store, guess: Guess, now: datetime) -> None:
    with store.transaction(DOOR) as connection:
        limits.admit(connection, store.vault, guess, now)


def _failed(store: Store, guess: Guess) -> None:
    """Only a login that exists is written down: people type passwords into the wrong field."""
    login = guess.login.strip().casefold()
    with store.transaction(DOOR) as connection:
        known = connection.execute(text(KNOWN), {"login": login}).scalar() if LOGIN.fullmatch(login) else None
        detail = {"step": guess.what, "login": known or ""}
        _note(connection, store, DOOR, Access(Verb.SIGN_IN_FAILED, address=guess.address, detail=detail))


def _note(connection: Connection, store: Store, who: Actor, access: Access) -> None:
    record_access(connection, store.keys, who, access)
