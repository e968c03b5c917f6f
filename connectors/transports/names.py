"""Which of the files in a partner's folder are new: those behind the cursor in the order of time, then name.

The cursor is the time and name of the last file taken. Partners must write a file under a name ending in .part or .tmp
and rename it when it is whole, or leave it alone for `settled_s` seconds.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

UNFINISHED = (".part", ".tmp", ".filepart")


class Found(NamedTuple):
    """A file as it lies there: seconds since 1970, name, bytes."""

    changed_at: int
    name: str
    size: int


def new_files(found: Iterable[Found], cursor: str | None, now: float, settled_s: int) -> list[Found]:
    """Those to take now, in order. None behind one that is not finished: its turn must come first."""
    taken = parse_cursor(cursor)
    waiting = sorted(file for file in found if (file.changed_at, file.name) > taken and not file.name.startswith("."))
    finished: list[Found] = []
    for file in waiting:
        if file.name.endswith(UNFINISHED):
            continue  # its last name and time are still to come
        if file.changed_at > now - settled_s:
            break
        finished.append(file)
    return finished


def cursor_after(file: Found) -> str:
    """The cursor that says `file` was taken."""
    return json.dumps([file.changed_at, file.name], ensure_ascii=False)


def parse_cursor(cursor: str | None) -> tuple[int, str]:
    """Time and name of the last file taken; before everything when there is no cursor."""
    if cursor is None:
        return (-1, "")
    changed_at, name = json.loads(cursor)
    return int(changed_at), str(name)
