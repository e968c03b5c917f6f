"""Sign-ins that were sent to a provider and have not come back: each is good for ten minutes, once, in one browser.

Both functions work in the caller's transaction; `now` is a moment with its zone.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.security.sign_on.oidc import Attempt
from hub.security.sign_on.provider_rules import Provider
from hub.security.sign_on.refusals import SignOnError
from hub.security.vault import Vault

GOOD_FOR = timedelta(minutes=10)

CLEAR = "delete from sign_on_attempt where begun_at <= :before"
KEEP = """
insert into sign_on_attempt (state, browser, provider_id, nonce, verifier, onward, begun_at)
values (:state, :browser, :provider, :nonce, :verifier, :onward, :now)
"""
# Of two who come with the same state, one deletes the row and gets it.
TAKE = """
delete from sign_on_attempt
where state = :state and browser = :browser and provider_id = :provider and begun_at > :since
returning nonce, verifier, onward
"""


class Begun(NamedTuple):
    """What was kept of a sign-in: what its token must say, what its code is redeemed with, and where to go on."""

    nonce: str
    verifier: str
    onward: str


def keep_attempt(
    connection: Connection, vault: Vault, provider: Provider, sent: tuple[Attempt, str], now: datetime
) -> None:
    """Keep an attempt, and the path of ours to go to in the end, until it comes back; clear away what no longer may."""
    attempt, onward = sent
    state = _hash(attempt.state)
    values = {
        "state": state,
        "browser": _hash(attempt.browser),
        "provider": provider.provider_id,
        "nonce": attempt.nonce,
        "verifier": vault.seal(attempt.verifier.encode(), _purpose(state)),
        "onward": onward,
        "now": now,
    }
    connection.execute(text(CLEAR), {"before": now - GOOD_FOR})
    connection.execute(text(KEEP), values)


def take_attempt(
    connection: Connection, vault: Vault, provider: Provider, came: tuple[str, str], now: datetime
) -> Begun:
    """Take the attempt of a state that came back in a browser (`came`: both). Commit before the code is redeemed.

    Raises SignOnError for a state that is unknown, used, too old, of another provider or of another browser; one of
    another browser stays good there.
    """
    state, browser = map(_hash, came)
    values = {"state": state, "browser": browser, "provider": provider.provider_id, "since": now - GOOD_FOR}
    row = connection.execute(text(TAKE), values).one_or_none()
    if row is None:
        raise SignOnError("state")
    return Begun(row.nonce, vault.open(bytes(row.verifier), _purpose(state)).decode(), row.onward)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _purpose(state: bytes) -> bytes:
    return b"sign-on:" + state
