"""Users for the tests of signing in."""

from datetime import UTC, date, datetime, timedelta

from hub.db import Store
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.users import NewUser, User, add_user, authenticate
from hub.security.actor import Actor

ACTOR = Actor("command", "chief")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PASSWORD = "three white egrets by the bridge"
NAME = "测试甲"
CREDIT_CODE = "91370100M000100Y4B"


def new_user(login: str = "lake", role: str = "regulator") -> NewUser:
    its = Organisation("employer", CREDIT_CODE) if role == "employer" else Organisation("bureau", "370100")
    return NewUser(login, NAME, role, its, "370100", date(2026, 1, 1), date(2026, 12, 31))


def add(store: Store, login: str = "lake", role: str = "regulator") -> User:
    with store.transaction(ACTOR) as connection:
        return add_user(connection, store.vault, ACTOR, new_user(login, role), PASSWORD, NOW)


def who(store: Store, login: str, password: str = PASSWORD, now: datetime = NOW) -> User | None:
    """Whom this password lets in."""
    with store.transaction(ACTOR) as connection:
        return authenticate(connection, login, password, now)
