"""How often somebody may guess: counted before the guess is judged, in the database, so that all processes share it.

Order of a sign-in: `admit` in a transaction of its own, then the costly check, then `succeeded` when it was right. What
is not called a success stays counted as a failure, so that guesses sent at once are not judged at once.
"""

import hmac
import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.vault import Vault

FORGOTTEN = timedelta(hours=24)  # after the last failure

# A guess that is free leaves no moment that another, whose clock was read a little before, would have to wait for.
# An update of a row that waits hits nothing and returns nothing: the guess is refused, and not counted either. Two at
# once meet at the row: the second sees what the first has counted.
COUNT = """
insert into sign_in_attempt as a (scope, subject, failures, last_at, waits_until)
values (:scope, :subject, 1, :now, case when :free <= 1 then :now + :first else :long_ago end)
on conflict (scope, subject) do update set last_at = :now,
    failures = case when a.last_at <= :now - :forgotten then 1 else a.failures + 1 end,
    waits_until = case
        when a.last_at <= :now - :forgotten or a.failures + 1 < :free then :long_ago
        else :now + least(:first * power(2, least(a.failures + 1 - :free, 30)), :longest) end
where a.waits_until <= :now
returning failures
"""
WAITS = "select waits_until from sign_in_attempt where scope = :scope and subject = :subject"
FORGIVE = "delete from sign_in_attempt where scope = :scope and subject = :subject"
GIVE_BACK = """
update sign_in_attempt set failures = failures - 1,
    waits_until = case when failures - 1 < :free then :long_ago else waits_until end
where scope = :scope and subject = :subject and failures > 0
"""
CLEAR = "delete from sign_in_attempt where last_at <= :before"


@dataclass(frozen=True)
class Rule:
    """`free` failures, the last of which makes the next guess wait `first`; each further one doubles it, to `longest`.

    Nothing is locked for ever: after `longest` there is always another guess.
    """

    free: int
    first: timedelta
    longest: timedelta


LOGIN = Rule(5, timedelta(seconds=30), timedelta(hours=1))
ADDRESS = Rule(50, timedelta(seconds=1), timedelta(minutes=15))  # an office behind one address shares it


@dataclass(frozen=True)
class Guess:
    """A guess at the `password` or the `code` (second factor) of a login, from a network address. `device` is what the
    browser kept of an earlier sign-in, see `device_token`."""

    what: str
    login: str
    address: str
    device: str = ""


class WaitError(HubError):
    """Too many guesses; `seconds` until the next is admitted (Retry-After)."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"尝试次数过多；请等待 {seconds} 秒后再试。忘记密码请联系本单位的管理员。",
            f"Too many attempts; wait {seconds} seconds. If the password is lost, ask your administrator.",
        )
        self.seconds = seconds


def admit(
    connection: Connection, vault: Vault, guess: Guess, now: datetime, rules: tuple[Rule, Rule] = (LOGIN, ADDRESS)
) -> None:
    """Count the guess as a failure beforehand, or raise WaitError. Commit before the guess is judged.

    `rules` are those of the login and of the address. An unknown login is counted like a known one.
    """
    subjects = zip(_subjects(vault, guess), rules, strict=True)
    for (scope, subject), rule in subjects:  # always in this order, so that no two wait for each other
        values = {
            "scope": scope,
            "subject": subject,
            "now": now,
            "forgotten": FORGOTTEN,
            "long_ago": now - FORGOTTEN,
            **vars(rule),
        }
        if connection.execute(text(COUNT), values).one_or_none() is None:
            until = connection.execute(text(WAITS), {"scope": scope, "subject": subject}).scalar_one_or_none() or now
            raise WaitError(max(1, math.ceil((until - now).total_seconds())))


def succeeded(connection: Connection, vault: Vault, guess: Guess, now: datetime, address: Rule = ADDRESS) -> None:
    """The guess was right: the login starts anew, and the address gets back this one guess and no more."""
    (scope, subject), (where, network) = _subjects(vault, guess)
    connection.execute(text(FORGIVE), {"scope": scope, "subject": subject})
    connection.execute(
        text(GIVE_BACK), {"scope": where, "subject": network, "long_ago": now - FORGOTTEN, "free": address.free}
    )


def clear_forgotten(connection: Connection, now: datetime) -> int:
    """Delete counts that no longer count."""
    return connection.execute(text(CLEAR), {"before": now - FORGOTTEN}).rowcount


def device_token(vault: Vault, login: str) -> str:
    """What a browser keeps after a complete sign-in, for months: guesses that bring it are counted by themselves, so
    that nobody who guesses at a login from elsewhere can make its owner wait (OWASP, device cookies). It opens nothing.
    """
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_device_mark(vault, login, nonce)}"


def _subjects(vault: Vault, guess: Guess) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """What is counted, as keyed hashes: people type passwords into the field of the login."""
    login, device = guess.login.strip().casefold(), ""
    nonce, _, mark = guess.device.partition(".")
    if mark and hmac.compare_digest(mark.encode(), _device_mark(vault, login, nonce).encode()):
        device = nonce
    # NUL is in no login and no nonce
    who = vault.blind("sign-in-login", f"{login}\0{device}")
    return (guess.what, who), ("address", vault.blind("sign-in-address", _network(guess.address)))


def _device_mark(vault: Vault, login: str, nonce: str) -> str:
    return vault.blind("sign-in-device", f"{login.strip().casefold()}\0{nonce}").hex()


def _network(address: str) -> str:
    """The address, for IPv6 its /64: whoever has one of those has them all."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
