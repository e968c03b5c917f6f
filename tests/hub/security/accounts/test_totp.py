"""The second factor: the vectors of RFC 6238, drift, replay, enrolment in two steps, recovery codes."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from hub.db import Store
from hub.errors import UnavailableError
from hub.security.accounts.totp import (
    WrongCodeError,
    accept,
    accept_recovery,
    confirm,
    is_required,
    matching_step,
    offer,
    remove,
)
from tests.hub.security.accounts.people import ACTOR, NOW, add

# RFC 6238 appendix B, SHA-1: the last six of its eight digits
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"),
    (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert matching_step(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@given(st.integers(-5, 5), st.integers(0, 29))
def test_one_step_of_drift_either_way(steps: int, second: int) -> None:
    now = datetime.fromtimestamp(1234567890 + second, UTC)
    code = pyotp.TOTP(RFC_SECRET).at(now + steps * STEP)
    expected = 1234567890 // 30 + steps if abs(steps) <= 1 else None
    assert matching_step(RFC_SECRET, code, now) == expected


@given(st.text(max_size=8))
def test_any_text_may_be_given(code: str) -> None:
    steps = [int(NOW.timestamp()) // 30 + drift for drift in (-1, 0, 1)]
    right = {pyotp.TOTP(RFC_SECRET).generate_otp(step) for step in steps}
    assert (matching_step(RFC_SECRET, code, NOW) in steps) == (code.strip() in right)


def test_the_code_of_the_first_step_of_all() -> None:
    code = pyotp.TOTP(RFC_SECRET).at(0)
    assert matching_step(RFC_SECRET, code, datetime.fromtimestamp(0, UTC)) == 0


def test_who_must_have_one() -> None:
    assert [role for role in ("worker", "employer", "regulator", "client", "auditor") if is_required(role)] == [
        *("regulator", "client", "auditor")
    ]


def enrol(store: Store, user_id: int) -> tuple[Callable[[datetime], str], list[str]]:
    """A confirmed second factor: what its app shows at a moment, and the recovery codes."""
    with store.transaction(ACTOR) as connection:
        app = pyotp.parse_uri(offer(connection, store.vault, user_id))
        assert isinstance(app, pyotp.TOTP)
        return app.at, confirm(connection, store.vault, user_id, app.at(NOW), NOW)


def accepted(store: Store, user_id: int, code: str, now: datetime) -> bool:
    with store.transaction(ACTOR) as connection:
        return accept(connection, store.vault, user_id, code, now)


def test_the_address_for_the_app(store: Store) -> None:
    user = add(store)
    with store.transaction(ACTOR) as connection:
        uri = urlsplit(offer(connection, store.vault, user.user_id))
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/ohub:lake")
    fields = parse_qs(uri.query)
    assert fields["issuer"] == ["ohub"]
    assert len(base64.b32decode(fields["secret"][0])) == 20


def test_a_secret_counts_once_a_code_has_confirmed_it(store: Store) -> None:
    user = add(store).user_id
    with store.transaction(ACTOR) as connection:
        app = pyotp.parse_uri(offer(connection, store.vault, user))
        assert isinstance(app, pyotp.TOTP)
    assert not accepted(store, user, app.at(NOW), NOW)
    with pytest.raises(WrongCodeError, match="核对手机时间"), store.transaction(ACTOR) as connection:
        confirm(connection, store.vault, user, app.at(NOW - 5 * STEP), NOW)
    with store.transaction(ACTOR) as connection:
        confirm(connection, store.vault, user, app.at(NOW), NOW)
    assert not accepted(store, user, app.at(NOW), NOW), "the code that confirmed is used"
    assert accepted(store, user, app.at(NOW + STEP), NOW + STEP)


def test_an_offer_does_not_end_what_was_confirmed(store: Store) -> None:
    user = add(store).user_id
    at, _ = enrol(store, user)
    with store.transaction(ACTOR) as connection:
        offer(connection, store.vault, user)
    assert accepted(store, user, at(NOW + STEP), NOW + STEP)


def test_a_code_is_taken_once_and_none_before_it(store: Store) -> None:
    user = add(store).user_id
    at, _ = enrol(store, user)
    later = NOW + 10 * STEP
    assert accepted(store, user, at(later), later)
    assert not accepted(store, user, at(later), later)
    assert not accepted(store, user, at(later), later + STEP), "still within the drift"
    assert not accepted(store, user, at(later - STEP), later), "an older one, never used"
    assert accepted(store, user, at(later + STEP), later)


def test_of_many_at_once_with_one_code_one_gets_in(store: Store) -> None:
    user = add(store).user_id
    at, _ = enrol(store, user)
    later = NOW + 10 * STEP
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: accepted(store, user, at(later), later), range(24)))
    assert results.count(True) == 1


def test_recovery_codes_count_once_each(store: Store) -> None:
    user, other = add(store).user_id, add(store, "hill").user_id
    _, codes = enrol(store, user)
    assert len(set(codes)) == 10
    assert all(len(code) == 19 for code in codes)
    with store.transaction(ACTOR) as connection:
        assert not accept_recovery(connection, store.vault, other, codes[0])
        assert accept_recovery(connection, store.vault, user, codes[0].upper().replace("-", " "))
        assert not accept_recovery(connection, store.vault, user, codes[0])
        assert not accept_recovery(connection, store.vault, user, "")
        assert accept_recovery(connection, store.vault, user, codes[1])
        left = connection.execute(text("select cardinality(recovery_codes) from app_user where login = 'lake'"))
        assert left.scalar_one() == 8


def test_removed_it_accepts_nothing(store: Store) -> None:
    user = add(store).user_id
    at, codes = enrol(store, user)
    with store.transaction(ACTOR) as connection:
        remove(connection, user)
        assert not accept(connection, store.vault, user, at(NOW + STEP), NOW + STEP)
        assert not accept_recovery(connection, store.vault, user, codes[0])


def test_the_secret_of_one_user_does_not_open_in_the_row_of_another(store: Store) -> None:
    user, other = add(store).user_id, add(store, "hill").user_id
    at, _ = enrol(store, user)
    moved = "update app_user set totp_secret = (select totp_secret from app_user where user_id = :a) where user_id = :b"
    with store.transaction(ACTOR) as connection:
        connection.execute(text(moved), {"a": user, "b": other})
    with pytest.raises(UnavailableError):
        accepted(store, other, at(NOW + STEP), NOW + STEP)
