"""The canonical form of an audit entry, and the keyed hashes over it: the stamp of an entry and its link in the chain.

The form is a JSON array as RFC 8785 writes it: fixed order, keys sorted, integers only, no white space, UTF-8.
"""

import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard
from uuid import UUID

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hub.security.keys import KeyRing

FORM = 1  # the first element, so that a later form can never be mistaken for this one
START = bytes(32)  # the hash before the first link

# What is stored may have been tampered with: no column may stop its reading (a moment can be infinite, JSON deep).
COLUMNS = """
e.entry_id, case when isfinite(e.at) then (extract(epoch from e.at) * 1000000)::bigint end, e.actor, e.verb, e.purpose,
e.workers, e.records, e.address, e.detail::text
"""


class Content(NamedTuple):
    """What an entry says. `at` is microseconds since 1970 UTC, nothing where the stored moment is none."""

    entry_id: UUID
    at: int | None
    actor: str
    verb: str
    purpose: str
    workers: Sequence[int]
    records: Sequence[int]
    address: str
    detail: Any


def stored(row: Sequence[Any]) -> Content | None:
    """The content of a row of COLUMNS; nothing when its detail cannot be anything that was written here."""
    *said, detail = row
    try:
        return Content._make([*said, orjson.loads(detail)])
    except ValueError:  # integers beyond 64 bits become floats, which are never written; endless ones are refused
        return None


def canonical(content: Content) -> bytes:
    """The bytes that stand for this content and no other. Raises TypeError for what is not JSON."""
    said = [FORM, str(content.entry_id), *content[1:]]
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def stamp(keys: KeyRing, content: Content) -> bytes:
    """The keyed hash of an entry alone, which it has before it is chained (HMAC-SHA-256, 32 bytes)."""
    return hmac.digest(_key(keys.index, b"ohub audit stamp"), canonical(content), "sha256")


def is_stamped(content: Content | None, keys: KeyRing, stamped: bytes) -> TypeGuard[Content]:
    """Is this what was written, and by who has the key ring?"""
    try:
        return content is not None and stamp(keys, content) == stamped
    except TypeError:  # what is stored there now is nothing that could have been written
        return False


def link(keys: KeyRing, number: int, previous: bytes, content: Content) -> bytes:
    """The keyed hash of an entry in its place: after the hash `previous`, with this number (HMAC-SHA-256, 32 bytes)."""
    said = number.to_bytes(8, signed=True) + previous + canonical(content)
    return hmac.digest(_key(keys.index, b"ohub audit link"), said, "sha256")


@lru_cache(maxsize=16)
def _key(root: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, derived from the ring (RFC 5869): who has only the database cannot compute it."""
    return HKDFExpand(hashes.SHA256(), 32, purpose).derive(root)
