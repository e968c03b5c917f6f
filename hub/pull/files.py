"""A file that is there whole or not at all, for its owner's eyes alone: what is exported names people."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hub.errors import HubError


@contextmanager
def new_file(out: Path) -> Iterator[BinaryIO]:
    """A stream into `out`, which gets its name once everything is written and never takes another file's place.

    Until then it is `NAME.part` beside it; the part that a killed process left behind is written anew by the next.
    """
    _refuse_existing(out)
    draft = out.with_name(f"{out.name}.part")
    try:
        with _alone(draft) as stream:
            try:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                _refuse_existing(out)
                draft.rename(out)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise HubError(
            f"无法写入 {out}（{reason}）；请检查目录是否存在、可写，磁盘是否已满。",
            f"{out} cannot be written ({reason}); check that its folder exists, may be written to and has room.",
        ) from problem


def _refuse_existing(out: Path) -> None:
    if os.path.lexists(out):
        raise HubError(
            f"{out} 已经存在，不会覆盖；请换一个文件名，或先移走该文件。",
            f"{out} exists and is not overwritten; choose another name, or move that file away first.",
        )


@contextmanager
def _alone(draft: Path) -> Iterator[BinaryIO]:
    """The draft, emptied, while no other process writes it."""
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        if not _is_locked(stream, draft):
            raise HubError(
                f"另一个导出正在写入 {draft}；请等它完成，或换一个文件名。",
                f"Another export is writing {draft}; wait until it is done, or choose another name.",
            )
        os.fchmod(descriptor, 0o600)
        stream.truncate()
        yield stream


def _is_locked(stream: BinaryIO, draft: Path) -> bool:
    """Has this process the draft to itself? Not when its last writer gave it its name after it was opened here."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(stream.fileno()), draft.lstat())
    except (BlockingIOError, FileNotFoundError):
        return False
