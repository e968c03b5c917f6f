"""Signatures of webhooks as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = 300  # seconds that the clocks of sender and receiver may differ


def new_secret() -> str:
    """A secret to be shown once to whoever receives."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def headers(secret: str, delivery_id: str, at: int, body: bytes) -> dict[str, str]:
    """What is sent beside the body. `at`: seconds since 1970; a repetition has the same id and another time."""
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature(secret, delivery_id, at, body)}",
    }


def signature(secret: str, delivery_id: str, at: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{delivery_id}.{at}.".encode() + body, hashlib.sha256)).decode()


def verifies(secret: str, given: Mapping[str, str], body: bytes, now: int) -> bool:
    """Is this of the hub, whole, and of now? As a receiver checks it; `given` are the headers, in lower case."""
    at = given.get("webhook-timestamp", "")
    if not at.isascii() or not at.isdigit() or abs(now - int(at)) > TOLERANCE:
        return False
    expected = signature(secret, given.get("webhook-id", ""), int(at), body)
    told = [each.partition(",") for each in given.get("webhook-signature", "").split()]
    return any(
        hmac.compare_digest(value, expected) for version, _, value in told if version == "v1" and value.isascii()
    )
