"""The key ring: keys for the vault (by id, so that they can be changed), blind indexes, pseudonyms and signatures.

It is a file readable by the service alone (`OHUB_KEYS_FILE`); without it the vault cannot be read by anyone.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from hub.errors import HubError, UnavailableError


class Algorithm(StrEnum):
    """How the vault seals: AES-256-GCM (NIST SP 800-38D), or SM4-GCM (GB/T 32907, RFC 8998) where the state asks."""

    AES = "aes-256-gcm"
    SM4 = "sm4-gcm"


KEY_BYTES = {Algorithm.AES: 32, Algorithm.SM4: 16}


@dataclass(frozen=True)
class VaultKey:
    """One key of the vault."""

    algorithm: Algorithm
    key: bytes


@dataclass(frozen=True)
class KeyRing:
    """`vault` maps key ids to keys, `current` is the id new data is sealed with; `signing` is the private key
    (Ed25519, RFC 8032) of what the hub vouches for to others."""

    current: str
    vault: dict[str, VaultKey]
    index: bytes
    pseudonym: bytes
    signing: bytes


@cache
def key_ring(path: Path, algorithm: Algorithm = Algorithm.AES) -> KeyRing:
    """The ring at `path`, made there on first use, its first key for `algorithm`. Raises what `read_ring` raises."""
    if not path.exists():
        _make(path, algorithm)
    return read_ring(path)


def read_ring(path: Path) -> KeyRing:
    """The ring as it lies there now. Raises UnavailableError when the file is no key ring."""
    try:
        return _parsed(json.loads(path.read_text()))
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise UnavailableError(
            f"密钥文件 {path} 无法读取；请从备份恢复，切勿新建（新密钥读不出旧数据）。",
            f"The key file {path} cannot be read; restore it from your backup. Do not make a new one: "
            "new keys cannot read old data.",
        ) from problem


def add_key(path: Path, algorithm: Algorithm) -> str:
    """Put a new key on the ring, with which all is sealed from now on; gives its id. Old keys stay, for reading."""
    with _changing(path) as stored:
        name = f"k{1 + max(int(each[1:]) for each in stored['vault'])}"
        stored["vault"][name] = _new_key(algorithm)
        stored["current"] = name
    return name


def forget_key(path: Path, name: str) -> None:
    """Take a key off the ring: what is still sealed with it is lost. Raises HubError for one in use or unknown."""
    with _changing(path) as stored:
        if name == stored["current"] or name not in stored["vault"]:
            raise HubError(
                f"密钥 {name} 不存在或正在使用，不能移除；请先更换密钥。",
                f"There is no key {name}, or it is the one in use; rotate first.",
            )
        del stored["vault"][name]


def _parsed(stored: dict[str, Any]) -> KeyRing:
    vault = {
        name: VaultKey(Algorithm(entry["algorithm"]), base64.b64decode(entry["key"]))
        for name, entry in stored["vault"].items()
    }
    index, pseudonym, signing = (base64.b64decode(stored[name]) for name in ("index", "pseudonym", "signing"))
    return KeyRing(stored["current"], vault, index, pseudonym, signing)


@contextmanager
def _changing(path: Path) -> Iterator[dict[str, Any]]:
    """The ring's content, to be changed by one process at a time and replaced whole."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        read_ring(path)
        stored = json.loads(path.read_text())
        yield stored
        _draft(path, stored).replace(path)


def _make(path: Path, algorithm: Algorithm) -> None:
    """Write a new ring, complete or not at all, and never over an old one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = {name: _random(32) for name in ("index", "pseudonym", "signing")}
    draft = _draft(path, {"current": "k1", "vault": {"k1": _new_key(algorithm)}, **own})
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its ring counts
    finally:
        draft.unlink()


def _draft(path: Path, content: dict[str, Any]) -> Path:
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _new_key(algorithm: Algorithm) -> dict[str, str]:
    return {"algorithm": algorithm.value, "key": _random(KEY_BYTES[algorithm])}


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
