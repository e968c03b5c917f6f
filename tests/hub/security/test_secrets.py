"""What lies in the tables of users: nothing secret in clear, nothing that opens elsewhere, no right too many."""

from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.security.accounts.limits import Guess, admit, device_token
from hub.security.accounts.sessions import csrf_secret, start
from hub.security.accounts.totp import confirm, offer
from hub.security.accounts.users import (
    add_user,
    display_name,
)
from tests.hub.security.accounts.people import ACTOR, CREDIT_CODE, NAME, NOW, PASSWORD, add, new_user


def test_the_name_of_one_user_does_not_open_in_the_row_of_another(store: Store) -> None:
    add(store)
    other = add(store, "hill")
    with store.transaction(ACTOR) as connection:
        connection.execute(
            text("update app_user set display_name = (select display_name from app_user where login = 'lake')")
        )
        with pytest.raises(UnavailableError):
            display_name(connection, store.vault, other.user_id)


@pytest.mark.parametrize(
    "statement", ["delete from app_user", "update app_user set login = 'x'", "update app_session set token_hash = 'x'"]
)
def test_the_service_may_do_no_more_than_it_must(store: Store, statement: str) -> None:
    add(store)
    with pytest.raises(Exception, match="permission denied"), store.transaction(ACTOR) as connection:
        connection.execute(text(statement))


def test_nothing_secret_lies_in_clear(any_store: Store) -> None:
    store, user = any_store, add(any_store).user_id
    guess = Guess("password", "typed-in-the-wrong-field", "192.0.2.7", device_token(any_store.vault, "lake"))
    with store.transaction(ACTOR) as connection:
        uri = offer(connection, store.vault, user)
        app = pyotp.parse_uri(uri)
        assert isinstance(app, pyotp.TOTP)
        codes = confirm(connection, store.vault, user, app.at(NOW), NOW)
        second = pyotp.parse_uri(offer(connection, store.vault, user)).secret
        token = start(connection, user, NOW, second_factor=True)
        admit(connection, store.vault, guess, NOW)
        kept = _all_columns(connection)
    plain = [code.replace("-", "") for code in codes]
    secrets = [PASSWORD, NAME, app.secret, second, token, csrf_secret(token), guess.login, guess.address, guess.device]
    for secret in [*secrets, *codes, *plain]:
        assert secret.encode() not in kept
    assert app.byte_secret() not in kept
    assert b"lake" in kept, "the columns were really read"


def _all_columns(connection: Connection) -> bytes:
    """Every value of the three tables as bytes: texts as they are, binary ones unescaped."""
    values: list[bytes] = []
    for table in ("app_user", "app_session", "sign_in_attempt"):
        rows = connection.execute(text(f"select * from {table}")).all()
        assert rows, table
        values += [_raw(value) for row in rows for value in row]
    return b"|".join(values)


def _raw(value: object) -> bytes:
    if isinstance(value, list):
        return b"|".join(map(_raw, value))
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_refusals_name_nobody(store: Store) -> None:
    add(store)
    told = []
    for attempt in (new_user(), replace(new_user("hill"), login="13800000000")):
        with pytest.raises(HubError) as refusal, store.transaction(ACTOR) as connection:
            add_user(connection, store.vault, ACTOR, attempt, PASSWORD, NOW)
        told.append(str(refusal.value))
    assert not any(word in "".join(told) for word in (NAME, PASSWORD, "13800000000", CREDIT_CODE))
