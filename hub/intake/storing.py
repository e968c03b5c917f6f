"""Stores judged rows in the batch's transaction, chunk by chunk and set by set, and files what became of each row."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson
import psycopg

from hub.intake import steps
from hub.intake.arriving import TABLE, Keyed, Stager
from hub.intake.judging import Judged, pack
from hub.security.vault import Vault
from schemas.issues import Issue

CHUNK_ROWS = 500  # two chunks are in memory at a time
WAITING = {"update_before_add", "delete_unknown"}

Cursor = psycopg.Cursor[tuple[object, ...]]


class Storing:
    """The storing half of one transaction, for rows of one source."""

    def __init__(self, cursor: Cursor, vault: Vault, source: str) -> None:
        self._cursor = cursor
        self._vault = vault
        self._source = source
        self._stager = Stager(vault, source)
        cursor.execute(TABLE)
        cursor.execute(steps.PLANNER)

    def store(self, batch_id: int, rows: Iterable[Judged]) -> Iterator[int]:
        """Link and store `rows` of a batch. Yields the number of the last row after each chunk.

        While the server takes the steps of a chunk, the rows of the next are read and judged.
        """
        stored: Future[int] | None = None
        with ThreadPoolExecutor(1, "storing") as server:
            try:
                for chunk in self._apart(rows):
                    if stored:
                        yield stored.result()
                    self._stager.stage(self._cursor, chunk)
                    stored = server.submit(self._finish, batch_id, chunk)
            except psycopg.errors.InFailedSqlTransaction:
                if stored:
                    stored.result()  # reading the next rows only met with what this one says
                raise
            if stored:
                yield stored.result()

    def _finish(self, batch_id: int, chunk: list[Keyed]) -> int:
        self._take_steps({"batch": batch_id, "source": self._source})
        self._file(batch_id, chunk)
        last = chunk[-1][1].row.number
        chunk.clear()  # whoever looks for garbage now need not look through it
        return last

    def _take_steps(self, names: dict[str, Any]) -> None:
        known = self._cursor.execute(steps.MATCH).rowcount > 0
        for step in steps.STORING:
            if known or step not in steps.OF_KNOWN_RECORDS:
                self._cursor.execute(step, names)

    def _apart(self, rows: Iterable[Judged]) -> Iterator[list[Keyed]]:
        """Chunks in which no record is named twice, so that a record's versions follow each other in order."""
        chunk: list[Keyed] = []
        keys: set[bytes] = set()
        for judged in rows:
            key = self._stager.key(judged.row)
            if len(chunk) == CHUNK_ROWS or (key in keys and not judged.outcome):
                yield chunk
                chunk, keys = [], set()
            chunk.append((key, judged))
            keys.add(key)
        if chunk:
            yield chunk

    def _file(self, batch_id: int, chunk: Sequence[Keyed]) -> None:
        """Write the issues of all rows, with those that only the store could see, and keep the held rows."""
        noted = {n: (outcome, Issue(str(code))) for n, outcome, code in self._cursor.execute(steps.NOTED).fetchall()}
        issues, held = [], []
        for key, judged in chunk:
            number = judged.row.number
            outcome, seen = noted.get(number, (judged.outcome, None))
            found = [*judged.issues, seen] if seen else judged.issues
            issues += [(batch_id, number, n, issue) for n, issue in enumerate(found)]
            if outcome == "held":
                held.append(self._held(batch_id, key, judged, seen))
        file_issues(self._cursor, issues)
        self._cursor.executemany("insert into held_row values (%b, %b, %b, %b)", held)

    def _held(
        self, batch_id: int, key: bytes, judged: Judged, seen: Issue | None
    ) -> tuple[int, int, bytes | None, bytes]:
        waiting_for = key if seen and seen.code in WAITING else None
        return batch_id, judged.row.number, waiting_for, self._vault.seal(pack(judged), b"held")


def file_issues(cursor: Cursor, issues: Sequence[tuple[int, int, int, Issue]]) -> None:
    """Write issues given as (batch, row, number within the row, issue)."""
    cursor.executemany(
        "insert into arrival_issue values (%s, %s, %s, %s, %s, %s, %s)",
        [
            (batch, row, n, issue.code, issue.field, str(issue.severity), orjson.dumps(dict(issue.detail)).decode())
            for batch, row, n, issue in issues
        ],
    )
