"""Passwords: which are refused, how they are kept (Argon2id), and how they are verified in the same time for anybody.

Length and block list follow NIST SP 800-63B-4 §3.1.1.2 (no rules of composition, no expiry); the parameters of the hash
follow the OWASP Password Storage Cheat Sheet.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import matching, zxcvbn

from hub.errors import HubError
from hub.security.accounts.familiar import FAMILIAR

LEAST = 12  # characters, with a second factor
LEAST_ALONE = 15  # where the password is all there is
MOST = 128
JUDGED = 72  # characters whose guesses are counted: who needs that many for these needs no fewer for all
GUESSES = 10**10  # at 30 ms for each, ten years of a processor for one stolen hash

HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))  # memory in KiB

# The second is zxcvbn's own, made here so that no two threads make it.
matching.add_frequency_lists({"familiar": list(FAMILIAR), "user_inputs": []})


class WeakPasswordError(HubError):
    """A password that others would guess, or that cannot be kept; the sentence says what to do."""

    status = 422


class Verdict(NamedTuple):
    """`renewed` is a new hash to keep, when the kept one was made with other parameters than today's."""

    right: bool
    renewed: str | None = None


def check_password(password: str, *known: str, least: int = LEAST) -> None:
    """Raise WeakPasswordError unless `password` may be used by somebody of whom `known` (login, code) is known."""
    text = _normal(password)
    if not text.isprintable():
        raise WeakPasswordError(
            "密码中有无法输入的控制字符；请去掉后重新设置。",
            "The password holds control characters that cannot be typed; leave them out and set it again.",
        )
    if not least <= len(text) <= MOST:
        raise WeakPasswordError(
            f"密码须有 {least} 至 {MOST} 个字符；可以用几个互不相关的词连成一句。",
            f"A password has {least} to {MOST} characters; several words that have nothing to do with each other do.",
        )
    if _holds(text, known):
        raise WeakPasswordError(
            "密码中不能含有登录名或本单位代码；请换一个。",
            "The password must not hold the login or your organisation's code; choose another.",
        )
    if zxcvbn(text[:JUDGED], max_length=JUDGED)["guesses"] < GUESSES:
        raise WeakPasswordError(
            "这个密码太常见，容易被猜到；请用几个互不相关的词，避开姓名、日期、键盘顺序和重复。",
            "This password is too common and soon guessed; take several unrelated words, "
            "and no names, dates, neighbouring keys or repetitions.",
        )


def hash_password(password: str) -> str:
    """What is kept of a password: Argon2id with its parameters and salt, in the PHC string format."""
    return HASHER.hash(_bytes(password))


def verify_password(password: str, kept: str | None) -> Verdict:
    """Is `password` the one of which `kept` was kept? One hash is computed even when nothing was (`kept` is None),
    so that how long it takes does not tell which logins exist."""
    possible = kept is not None and len(password) <= MOST
    right = HASHER.verify(_bytes(password[:MOST]), kept or _nobody())
    if not (right and possible and kept):
        return Verdict(False)
    stale = HASHER.current_hasher.check_needs_rehash(kept)
    return Verdict(True, hash_password(password) if stale else None)


@cache
def _nobody() -> str:
    """A hash that no password has, as costly as the real ones."""
    return HASHER.hash(b"\xff", salt=b"ohub nobody salt")  # no text in UTF-8 is this byte


def _normal(password: str) -> str:
    """One form for what looks the same, such as digits typed in full width."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")  # half a character matches nothing, but fails nowhere


def _holds(text: str, known: Iterable[str]) -> bool:
    return any(_normal(word).casefold() in text.casefold() for word in known if word)
