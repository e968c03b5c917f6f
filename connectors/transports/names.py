"""Which of the files in a partner's folder are new: all that the cursor does not tell of, by time, then name.

The cursor tells which of the files that lie there were taken: for the newest day file by file, for each day before it
by one checksum. Whatever comes late, renamed, moved in or copied with an old time, is not among them and is taken.
A checksum that does not fit (a file came or went) has the files of its day taken once more; so have all files the
cursors of old, which were the time and name of the last. The hub knows bytes that it has: twice does no harm.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

UNFINISHED = (".part", ".tmp", ".filepart")
DAY = 24 * 60 * 60

Told = str | list[str]  # of one day: a checksum over its files, or the mark of each that was taken


class Found(NamedTuple):
    """A file as it lies there: seconds since 1970, name (with the folders below the partner's), bytes."""

    changed_at: int
    name: str
    size: int


class Shelf:
    """The files of a folder that can be taken now, and which of them were."""

    def __init__(self, found: Iterable[Found], cursor: str | None, now: float, settled_s: int) -> None:
        told = parse_cursor(cursor)
        self._days: dict[int, dict[Found, str]] = {}
        for file in sorted(found):
            if is_finished(file.name) and file.changed_at <= now - settled_s:
                self._days.setdefault(file.changed_at // DAY, {})[file] = _mark(*file)
        self._taken = {day: _still_there(told.get(str(day)), files) for day, files in self._days.items()}
        self._told = {str(day): self._tell(day) for day, taken in self._taken.items() if taken}

    def new(self) -> list[Found]:
        """The files to take now, in order."""
        return [
            file for day, files in self._days.items() for file, mark in files.items() if mark not in self._taken[day]
        ]

    def cursor_after(self, file: Found) -> str:
        """The cursor that says `file` was taken too."""
        day = file.changed_at // DAY
        self._taken[day].add(self._days[day][file])
        self._told[str(day)] = self._tell(day)
        return json.dumps(self._told, separators=(",", ":"))

    def _tell(self, day: int) -> Told:
        marks = list(self._days[day].values())
        taken = [mark for mark in marks if mark in self._taken[day]]
        return _mark(*marks) if taken == marks and day != max(self._days) else taken


def parse_cursor(cursor: str | None) -> dict[str, Told]:
    """What a cursor tells of each day, counted from 1970; nothing when there is none, or one of old."""
    told = json.loads(cursor) if cursor else {}
    return told if isinstance(told, dict) else {}


def is_finished(name: str) -> bool:
    """Does the file have its last name? Nor are hidden files and folders anybody's to take."""
    return not any(step.startswith(".") or step.endswith(UNFINISHED) for step in name.split("/"))


def _still_there(told: Told | None, files: dict[Found, str]) -> set[str]:
    """The marks of those `files` that were taken."""
    if isinstance(told, str):
        return set(files.values()) if told == _mark(*files.values()) else set()
    return set(files.values()).intersection(told or ())


def _mark(*parts: str | int) -> str:
    """Twelve characters for a file, or for the files of a day."""
    content = "\0".join(map(str, parts)).encode("utf-8", "surrogateescape")
    return urlsafe_b64encode(blake2b(content, digest_size=9).digest()).decode()
