"""Files that a partner puts into a folder of this machine: each is a page."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from connectors.transports import Counting, FeedBase, Page, TransportError
from connectors.transports.names import Found, cursor_after, new_files


class Feed(FeedBase):
    """One folder; `pattern` chooses among its files."""

    transport: Literal["folder"] = "folder"
    path: Path
    pattern: str = "*"
    settled_s: Annotated[int, Field(ge=0)] = 10

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:  # noqa: ARG002 nothing is tried twice
        for file in new_files(self._found(), cursor, time.time(), self.settled_s):
            with (self.path / file.name).open("rb") as payload:
                yield Page(payload, cursor_after(file))

    def _found(self) -> Iterator[Found]:
        try:
            for path in self.path.glob(self.pattern):
                if path.is_file():
                    status = path.stat()
                    yield Found(int(status.st_mtime), path.name, status.st_size)
        except OSError as problem:
            zh, en = "文件夹无法读取；请检查权限。", "the folder cannot be read; check its permissions."
            raise TransportError(self.name, zh, en) from problem
