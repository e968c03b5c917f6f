"""Files that a partner puts into a folder of this machine: each is a page."""

import fnmatch
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from pydantic import AfterValidator, Field

from connectors.transports import Counting, FeedBase, Page, SettingError, TransportError
from connectors.transports.names import Found, Shelf, is_finished


def _inside(pattern: str) -> str:
    """A pattern stays below the folder."""
    if {"", ".", ".."} & set(pattern.split("/")):
        raise SettingError(
            "pattern 须是文件夹之内的式样，如 *.csv 或 */*.csv。",
            "pattern must be one within the folder, such as *.csv or */*.csv.",
        )
    return pattern


class Feed(FeedBase):
    """One folder; `pattern` chooses among its files, `*/` and `**/` reach into the folders below."""

    transport: Literal["folder"] = "folder"
    path: Path
    pattern: Annotated[str, AfterValidator(_inside)] = "*"
    settled_s: Annotated[int, Field(ge=0)] = 10

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:  # noqa: ARG002 nothing is tried twice
        shelf = Shelf(self._found(), cursor, time.time(), self.settled_s)
        for file in shelf.new():
            payload = self._opened(file.name)
            if payload is not None:
                with payload:
                    yield Page(payload, shelf.cursor_after(file))

    def _found(self) -> list[Found]:
        try:
            return [found for path in matching(self.path, self.pattern.split("/")) if (found := self._seen(path))]
        except OSError as problem:
            raise self._unreadable(problem) from problem

    def _seen(self, path: Path) -> Found | None:
        """The file at `path`; None when it is none, or gone already."""
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        name = path.relative_to(self.path).as_posix()
        return Found(int(status.st_mtime), name, status.st_size) if path.is_file() else None

    def _opened(self, name: str) -> BinaryIO | None:
        """The file's bytes; None when it has gone since it was seen: there is nothing to take, now or later."""
        try:
            return (self.path / name).open("rb")
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise self._unreadable(problem) from problem

    def _unreadable(self, problem: OSError) -> TransportError:
        kind = type(problem).__name__
        zh = f"文件夹或其中的文件不存在或无法读取（{kind}）；请检查 path 与权限。"
        en = f"the folder or a file in it is not there or cannot be read ({kind}); check `path` and its permissions."
        return TransportError(self.name, zh, en)


def matching(folder: Path, steps: list[str]) -> Iterator[Path]:
    """What fits the steps of a pattern below `folder`. Unlike a glob it raises OSError for what cannot be read."""
    step, *rest = steps
    if step == "**":
        yield from matching(folder, rest or ["*"])
    for path in filter(lambda path: is_finished(path.name), folder.iterdir()):
        if step == "**" and path.is_dir() and not path.is_symlink():  # a link could lead round in a circle
            yield from matching(path, steps)
        elif step != "**" and fnmatch.fnmatchcase(path.name, step):
            yield from [path] if not rest else matching(path, rest) if path.is_dir() else ()
