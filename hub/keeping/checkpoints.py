"""Keeps the audit chained, and signs each day where it ends: the files are what another bureau is to be given."""

import os
from pathlib import Path

from hub.db import Store
from hub.errors import HubError
from hub.security.actor import Actor
from hub.security.audit.chain import Head, chain_entries
from hub.security.audit.checkpoint import Checkpoint, checkpoint, write_checkpoint


def checkpoint_folder(store: Store) -> Path:
    """Where the hub keeps its own copies of the checkpoints it has signed."""
    return store.settings.home / "checkpoints"


def chain(store: Store, actor: Actor, *, thorough: bool = False) -> Head:
    """Chain what was written since the last time."""
    with store.transaction(actor) as connection:
        return chain_entries(connection, store.keys, thorough=thorough)


def keep_checkpoint(store: Store, actor: Actor, path: Path | None = None) -> tuple[Checkpoint, Path]:
    """Sign the end of the chain into a new file, by default in the hub's own folder. Raises HubError."""
    point = checkpoint(chain(store, actor, thorough=True))
    path = path or checkpoint_folder(store) / f"{point.at:%Y%m%dT%H%M%SZ}-{point.number}.json"
    _write(path, write_checkpoint(store.keys, point))
    return point, path


def _write(path: Path, written: str) -> None:
    """Never over another: an old checkpoint is what proves a cut tail."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644), "w", encoding="utf-8") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise HubError(
            f"检查点无法写入 {path}；请指定一个可写目录中尚不存在的文件。",
            f"The checkpoint cannot be written to {path}; name a file that does not exist, in a folder to write to.",
        ) from problem
