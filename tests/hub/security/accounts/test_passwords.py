"""Passwords: what is refused and why, what is kept, and that an unknown login costs as much as a known one."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hub.security.accounts import passwords
from hub.security.accounts.passwords import (
    LEAST,
    LEAST_ALONE,
    MOST,
    Verdict,
    WeakPasswordError,
    check_password,
    hash_password,
    verify_password,
)
from tests.hub.security.accounts.people import CREDIT_CODE, PASSWORD

GOOD = (
    PASSWORD,
    "雨后小桥边三只白鹭慢慢飞",
    "x7Kf2mQp9LwZ",
    "corn hat river lamp",
    "a" * 20 + " kettle mongoose violet tramway",
)
COMMON = (
    *("aaaaaaaaaaaa", "123456789012", "abcdefghijkl", "qwertyuiop123", "1qaz2wsx3edc", "QWE123qwe!@#"),
    *("administrator1", "Passw0rd2024!", "woaini1314520", "jiankang2026!!", "zhiyebing2026", "shandong370000"),
    *("woaizhongguo2026", "liming13800138000", "19800101198001", "健康健康健康健康健康健康"),
)
RANDOM = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"), min_size=20, max_size=MOST)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password: str) -> None:
    check_password(password, "lake", CREDIT_CODE)


@pytest.mark.parametrize("password", COMMON)
def test_a_common_password_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(WeakPasswordError, match=r"太常见.*too common") as refusal:
        check_password(password)
    assert password not in str(refusal.value)


@pytest.mark.parametrize("known", ["egrets", "EGRETS", "ＥＧＲＥＴＳ"])
def test_a_password_does_not_hold_the_login_or_the_code(known: str) -> None:
    with pytest.raises(WeakPasswordError, match="登录名或本单位代码"):
        check_password(PASSWORD, "nobody", known)
    check_password(PASSWORD, "nobody", "")


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=MOST + 20), st.sampled_from([LEAST, LEAST_ALONE]))
def test_length_is_counted_in_characters_after_normalising(password: str, least: int) -> None:
    try:
        check_password(password, least=least)
        told = ""
    except WeakPasswordError as refusal:
        told = refusal.en
    fits = least <= len(unicodedata.normalize("NFKC", password)) <= MOST
    assert ("characters; several words" in told) == (not fits)


@given(RANDOM)
def test_chance_is_taken_unless_it_repeats_itself(password: str) -> None:
    if len(set(password)) > 12:
        check_password(password)


@given(st.text("0123456789", min_size=1, max_size=4), st.integers(2, 20))
def test_what_repeats_itself_is_refused_at_any_length(piece: str, times: int) -> None:
    with pytest.raises(WeakPasswordError):
        check_password(piece * times)


@given(st.text(max_size=MOST * 2))
def test_any_text_is_either_taken_or_refused_in_two_languages(password: str) -> None:
    told = None
    try:
        check_password(password, "lake")
    except WeakPasswordError as refusal:
        told = refusal
    assert told is None or (told.zh and told.en)


def test_what_is_kept_is_argon2id_with_the_parameters_of_owasp() -> None:
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != hash_password(PASSWORD)
    assert verify_password(PASSWORD, kept) == Verdict(True)
    assert verify_password(f"{PASSWORD}.", kept) == Verdict(False)


def test_full_width_digits_are_the_same_password() -> None:
    assert verify_password("ｋettle mongoose １２", hash_password("kettle mongoose 12")).right


@pytest.mark.parametrize("wrong", ["", "\ud800", "\0", "x" * 100_000])
def test_anything_may_be_typed(wrong: str) -> None:
    assert verify_password(wrong, hash_password(PASSWORD)) == Verdict(False)
    assert verify_password(wrong, None) == Verdict(False)


def test_a_longer_text_with_the_right_beginning_is_wrong() -> None:
    password = "kettle mongoose " * 8
    assert len(password) == MOST
    assert verify_password(password, hash_password(password)).right
    assert not verify_password(f"{password}x", hash_password(password)).right


def test_a_hash_of_older_parameters_is_renewed_when_it_was_right() -> None:
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),)).hash(PASSWORD)
    right, renewed = verify_password(PASSWORD, old)
    assert right
    assert renewed is not None
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(PASSWORD, renewed) == Verdict(True)
    assert verify_password("wrong", old) == Verdict(False)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The parameters of every hash that is computed for a verification, while it is really computed."""
    verify_password("", None)  # the hash of nobody is made once for each process
    seen: list[str] = []
    real = passwords.HASHER.current_hasher.verify

    def verify(password: str | bytes, kept: str | bytes) -> bool:
        seen.append(str(kept).rsplit("$", 2)[0])
        return real(password, kept)

    monkeypatch.setattr(passwords.HASHER.current_hasher, "verify", verify)
    return seen


@pytest.mark.parametrize("password", [PASSWORD, "wrong", "x" * (MOST + 1)])
def test_an_unknown_login_costs_as_much_as_a_known_one(computed: list[str], password: str) -> None:
    verify_password(password, hash_password(PASSWORD))
    verify_password(password, None)
    assert computed == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2
