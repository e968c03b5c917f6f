"""The ciphers of the vault behind one form: encrypt and decrypt with a nonce and authenticated further data."""

from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from hub.security.keys import Algorithm, VaultKey

TAG_BYTES = 16


class Aead(Protocol):
    """Authenticated encryption. `decrypt` raises InvalidTag for what was altered or belongs elsewhere."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class Sm4Gcm:
    """SM4 in Galois counter mode: ciphertext, then the tag, as AESGCM has it."""

    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        encryptor = Cipher(self._key, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        decryptor = Cipher(self._key, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


def cipher(key: VaultKey) -> Aead:
    """The cipher of a key."""
    return Sm4Gcm(key.key) if key.algorithm is Algorithm.SM4 else AESGCM(key.key)
