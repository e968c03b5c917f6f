"""The vault: each cipher by its published vectors, each purpose by itself, each key found by its id."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import HubError, UnavailableError
from hub.security.ciphers import Sm4Gcm, cipher
from hub.security.keys import Algorithm, KeyRing, VaultKey, add_key, forget_key, key_ring, read_ring
from hub.security.vault import Vault

KEYS = {"k1": VaultKey(Algorithm.AES, b"1" * 32), "k2": VaultKey(Algorithm.SM4, b"2" * 16)}


def vault(current: str) -> Vault:
    return Vault(KeyRing(current, KEYS, b"i" * 32, b"p" * 32, b"s" * 32))


def test_sm4_is_that_of_rfc_8998() -> None:
    """Appendix A.1 of RFC 8998."""
    plain = bytes.fromhex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                          "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")  # fmt: skip
    sealed = bytes.fromhex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                           "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                           "83de3541e4c2b58177e065a9bf7b62ec")  # fmt: skip
    nonce, key = bytes.fromhex("00001234567800000000abcd"), bytes.fromhex("0123456789abcdeffedcba9876543210")
    further = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert Sm4Gcm(key).encrypt(nonce, plain, further) == sealed
    assert Sm4Gcm(key).decrypt(nonce, sealed, further) == plain


@pytest.mark.parametrize("name", KEYS)
@given(value=st.binary(max_size=200), purpose=st.binary(max_size=20))
def test_what_is_sealed_opens_again(name: str, value: bytes, purpose: bytes) -> None:
    sealed = vault(name).seal(value, purpose)
    assert vault("k1").open(sealed, purpose) == vault("k2").open(sealed, purpose) == value
    assert not value or len(value) < 8 or value not in sealed


@pytest.mark.parametrize("name", KEYS)
def test_what_was_altered_or_belongs_elsewhere_does_not_open(name: str) -> None:
    sealed = vault(name).seal(b"secret", b"here")
    spoilt = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(1, len(sealed))]
    for wrong in (*spoilt, sealed[:-1], sealed[:10], sealed + b"x"):
        with pytest.raises(UnavailableError):
            vault("k1").open(wrong, b"here")
    with pytest.raises(UnavailableError):
        vault("k1").open(sealed, b"there")


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_the_first_key_is_of_the_algorithm_asked_for(tmp_path: Path, algorithm: Algorithm) -> None:
    ring = key_ring(tmp_path / "keys" / "ring.json", algorithm)
    assert ring.vault["k1"].algorithm is algorithm
    assert cipher(ring.vault["k1"]).encrypt(b"n" * 12, b"x", b"") != b"x"
    assert (tmp_path / "keys" / "ring.json").stat().st_mode & 0o077 == 0


def test_a_key_that_another_process_added_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    running = Vault(key_ring(path), lambda: read_ring(path))
    before = running.seal(b"old", b"p")
    assert add_key(path, Algorithm.SM4) == "k2"
    sealed = Vault(read_ring(path)).seal(b"new", b"p")
    assert sealed[:3] == b"\x02k2"
    assert (running.open(sealed, b"p"), running.open(before, b"p")) == (b"new", b"old")
    assert running.seal(b"next", b"p")[:3] == b"\x02k2"  # having met the new key, it uses it


def test_the_key_in_use_is_not_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    key_ring(path)
    add_key(path, Algorithm.AES)
    for name in ("k2", "k9"):
        with pytest.raises(HubError):
            forget_key(path, name)
    forget_key(path, "k1")
    assert set(read_ring(path).vault) == {"k2"}
    assert add_key(path, Algorithm.AES) == "k3"  # a number is never given twice


@pytest.mark.parametrize(
    "content", ["", "{}", '{"vault": {}}', "[]", '{"current":"k1","vault":{"k1":{"algorithm":"x"}}}']
)
def test_what_is_no_ring_is_said_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ring.json"
    path.write_text(content)
    for touch in (key_ring, read_ring, lambda there: add_key(there, Algorithm.AES)):
        with pytest.raises(UnavailableError):
            touch(path)
    assert path.read_text() == content
