"""Sealing what identifies a person, and the blind indexes by which equal values are found without opening any.

A sealed value is: length of the key id (1 byte), key id, nonce (12 bytes), ciphertext and tag (16 bytes) of the key's
algorithm. The purpose is authenticated with it, so that a value sealed for one use cannot be passed off as another.
"""

import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag

from hub.errors import UnavailableError
from hub.security.ciphers import Aead, cipher
from hub.security.keys import KeyRing

NONCE_BYTES = 12
INDEX_BYTES = 16


class _Keys(NamedTuple):
    """What one reading of the ring came to: replaced as a whole, so that threads never see half of it."""

    ciphers: dict[str, Aead]
    prefix: bytes
    current: Aead


class Vault:
    """Seals and opens with one key ring; a key it does not know is looked for once more with `read_again`."""

    def __init__(self, ring: KeyRing, read_again: Callable[[], KeyRing] | None = None) -> None:
        self._ring = ring
        self._read_again = read_again
        self._keys = _keys(ring)

    @property
    def prefix(self) -> bytes:
        """How every value begins that is sealed now."""
        return self._keys.prefix

    def seal(self, value: bytes, purpose: bytes) -> bytes:
        keys, nonce = self._keys, os.urandom(NONCE_BYTES)
        return keys.prefix + nonce + keys.current.encrypt(nonce, value, purpose)

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        """The value. Raises UnavailableError when the key is not on the ring or the value was tampered with."""
        end = 1 + sealed[0]
        try:
            cipher_ = self._cipher(sealed[1:end].decode())
            return cipher_.decrypt(sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :], purpose)
        except (KeyError, InvalidTag, ValueError) as problem:
            raise UnavailableError(
                "加密数据无法打开：密钥不在密钥环中，或数据被改动。请检查密钥文件。",
                "Sealed data could not be opened: its key is not on the ring or it was altered. Check the key file.",
            ) from problem

    def refresh(self) -> None:
        """Take up the ring as it is now: another process may have put a new key on it."""
        if self._read_again:
            self._keys = _keys(self._read_again())

    def _cipher(self, name: str) -> Aead:
        if name not in self._keys.ciphers:
            self.refresh()
        return self._keys.ciphers[name]

    def seal_json(self, value: Any, purpose: bytes) -> bytes:
        return self.seal(orjson.dumps(value), purpose)

    def open_json(self, sealed: bytes, purpose: bytes) -> Any:
        return orjson.loads(self.open(sealed, purpose))

    def blind(self, kind: str, value: str) -> bytes:
        """A keyed hash of a value, the same for the same value: equality can be seen, nothing else."""
        return hmac.digest(_kind_key(self._ring.index, kind), value.encode(), "sha256")[:INDEX_BYTES]

    def pseudonym(self, worker_id: int) -> int:
        """The number that stands for a worker in snapshots: 63 bits that only the key can lead back."""
        digest = hmac.digest(self._ring.pseudonym, worker_id.to_bytes(8), "sha256")
        return int.from_bytes(digest[:8]) >> 1


def _keys(ring: KeyRing) -> _Keys:
    ciphers = {name: cipher(key) for name, key in ring.vault.items()}
    name = ring.current.encode()
    return _Keys(ciphers, bytes([len(name)]) + name, ciphers[ring.current])


@lru_cache(maxsize=64)
def _kind_key(key: bytes, kind: str) -> bytes:
    return hmac.digest(key, kind.encode(), "sha256")
