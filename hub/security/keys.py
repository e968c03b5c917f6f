"""The key ring: keys for the vault (by id, so that they can be changed), for blind indexes and for pseudonyms.

It is a file readable by the service alone (`OHUB_KEYS_FILE`); without it the vault cannot be read by anyone.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hub.errors import UnavailableError


@dataclass(frozen=True)
class KeyRing:
    """`vault` maps key ids to 32-byte AES keys, `current` is the id new data is sealed with."""

    current: str
    vault: dict[str, bytes]
    index: bytes
    pseudonym: bytes


@cache
def key_ring(path: Path) -> KeyRing:
    """The ring at `path`, made there on first use. Raises UnavailableError when the file is no key ring."""
    if not path.exists():
        _make(path)
    try:
        stored = json.loads(path.read_text())
        vault = {name: base64.b64decode(key) for name, key in stored["vault"].items()}
        index, pseudonym = base64.b64decode(stored["index"]), base64.b64decode(stored["pseudonym"])
        return KeyRing(stored["current"], vault, index, pseudonym)
    except (ValueError, KeyError, OSError) as problem:
        raise UnavailableError(
            f"密钥文件 {path} 无法读取；请从备份恢复，切勿新建（新密钥读不出旧数据）。",
            f"The key file {path} cannot be read; restore it from your backup. Do not make a new one: "
            "new keys cannot read old data.",
        ) from problem


def _make(path: Path) -> None:
    """Write a new ring, complete or not at all, and never over an old one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ring = {"current": "k1", "vault": {"k1": _key()}, "index": _key(), "pseudonym": _key()}
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(ring, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its ring counts
    finally:
        draft.unlink()


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
