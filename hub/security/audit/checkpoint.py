"""Checkpoints: the end of the audit chain at a moment, signed, to be kept where nobody who has the database can reach.

A checkpoint is JSON: `number`, `hash` and `at` for the eye, `signed` the same as a compact JWS, `keys` the public keys.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from hub.errors import HubError
from hub.security.audit.chain import Head
from hub.security.keys import KeyRing
from hub.security.signing import SignatureError, published, sign, verify

KIND = "ohub-audit-checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """At the moment `at` (UTC) the chain ended at entry `number` with `hash`; 0 and zeros for an empty chain."""

    number: int
    hash: bytes
    at: datetime

    def document(self) -> dict[str, str | int]:
        return {"number": self.number, "hash": self.hash.hex(), "at": self.at.isoformat()}


def checkpoint(head: Head) -> Checkpoint:
    """The checkpoint of an end of the chain, now."""
    return Checkpoint(head.number, head.hash, datetime.now(UTC).replace(microsecond=0))


def write_checkpoint(keys: KeyRing, point: Checkpoint) -> str:
    """The text to be handed out, signed with the ring's Ed25519 key."""
    document = point.document()
    whole = document | {"signed": sign(keys, KIND, document), "keys": published(keys)}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2).decode() + "\n"


def read_checkpoint(keys: KeyRing, written: str) -> Checkpoint:
    """What a checkpoint vouches for. Raises HubError when it is none, was altered, or is signed with any key but ours:
    the keys it brings along are for others and prove nothing here."""
    try:
        whole = orjson.loads(written)
        document = verify(str(whole["signed"]), KIND, published(keys))
        if any(whole[name] != said for name, said in document.items()):
            raise SignatureError(
                "检查点的明文与签名内容不一致：它被改动过；请使用原件。",
                "What the checkpoint says in clear is not what was signed: it was altered. Use the original.",
            )
        return Checkpoint(document["number"], bytes.fromhex(document["hash"]), datetime.fromisoformat(document["at"]))
    except (ValueError, KeyError, TypeError) as problem:
        raise HubError(
            "这不是检查点文件；请使用 ohub audit checkpoint 写出的文件。",
            "This is no checkpoint; give a file that `ohub audit checkpoint` wrote.",
        ) from problem
