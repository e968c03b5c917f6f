"""Verifies the audit against all checkpoints at hand, and keeps what was found beside them, outside the database."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from hub.db import Store
from hub.errors import HubError
from hub.keeping.checkpoints import checkpoint_folder
from hub.security.actor import Actor
from hub.security.audit.check import Verdict, verify_chain
from hub.security.audit.checkpoint import Checkpoint, read_checkpoint
from hub.security.audit.entries import Access, Verb, record_access


@dataclass(frozen=True)
class Verification:
    """One run: `problems` are the first of `wrong`, each with number and sentences."""

    at: datetime
    seconds: float
    asked_by: str
    chained: int
    waiting: int
    head: int
    checkpoints: int
    wrong: int
    problems: list[dict[str, Any]]


def verify_audit(store: Store, actor: Actor, given: Sequence[Path] = ()) -> tuple[Verdict, int]:
    """The verdict, and how many checkpoints it was compared with: our own, and those kept elsewhere."""
    points, forged = read_checkpoints(store, [*checkpoint_files(store), *given])
    with store.transaction(actor, one_moment=True) as connection:
        verdict = verify_chain(connection, store.keys, [(point.number, point.hash) for point in points.values()])
    for path, refusal in forged.items():
        verdict.tell(None, f"检查点 {path.name}：{refusal.zh}", f"Checkpoint {path.name}: {refusal.en}")
    return verdict, len(points)


def keep_verification(store: Store, actor: Actor, asked_by: str) -> Verification:
    """Verify, keep what was found, and say so in the audit itself."""
    begun, at = time.monotonic(), datetime.now(UTC)
    verdict, checkpoints = verify_audit(store, actor)
    told = [asdict(each) for each in verdict.problems]
    counted = (verdict.chained, verdict.waiting, verdict.head.number, checkpoints, verdict.wrong)
    found = Verification(at, round(time.monotonic() - begun, 1), asked_by, *counted, told)
    folder = verification_folder(store)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{at:%Y%m%dT%H%M%S%fZ}.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    detail = {"what": "audit-verified", "chained": found.chained, "head": found.head, "wrong": found.wrong}
    with store.transaction(actor) as connection:
        record_access(connection, store.keys, actor, Access(Verb.DECIDE, detail=detail))
    return found


def verifications(store: Store, limit: int) -> list[Verification]:
    """The latest runs, the last one first."""
    paths = sorted(verification_folder(store).glob("*.json"), reverse=True)[:limit]
    read = (orjson.loads(path.read_bytes()) for path in paths)
    return [Verification(**told | {"at": datetime.fromisoformat(told["at"])}) for told in read]


def verification_folder(store: Store) -> Path:
    return store.settings.home / "verifications"


def checkpoint_files(store: Store) -> list[Path]:
    """The hub's own checkpoints, the oldest first."""
    return sorted(checkpoint_folder(store).glob("*.json"))


def read_checkpoints(store: Store, paths: Sequence[Path]) -> tuple[dict[Path, Checkpoint], dict[Path, HubError]]:
    """The checkpoints that are ours, and those that are not, with the reason."""
    points, forged = {}, {}
    for path in paths:
        try:
            points[path] = read_checkpoint(store.keys, path.read_text(encoding="utf-8"))
        except HubError as refusal:
            forged[path] = refusal
        except (OSError, ValueError):
            forged[path] = HubError("文件无法读取；请检查路径。", "It cannot be read; check the path.")
    return points, forged
