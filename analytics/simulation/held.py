"""Records whose codes a changed list does not have in force on the day of their event: intake would hold them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from schemas.base import Part, Record, personal_fields
from schemas.checks.parts import pieces
from schemas.coded import InList
from schemas.codes import codelist
from schemas.codes.diseases import disease_on
from schemas.records import RECORDS

Step = tuple[str, bool]  # a field, and whether it holds a list
Path = tuple[Step, ...]
IN_OWN_TABLE = "results"
OF_WORKER = "worker"  # not in the snapshot


@dataclass(frozen=True, order=True)
class Held:
    """`becomes` is the code that the disease has under the changed list; None: it is not on it at all."""

    document: str
    record_id: int
    event_on: date
    list: str
    code: str
    becomes: str | None


@dataclass(frozen=True)
class Accepted(Frames):
    """Frames without some records of each document, as if they had been held: `left_out` by document."""

    left_out: dict[str, frozenset[int]] = field(default_factory=dict)

    def document(self, name: str) -> Table:
        return self._without(name, super().document(name))

    def results(self, name: str) -> Table:
        return self._without(name, super().results(name))

    def _without(self, name: str, table: Table) -> Table:
        if not (numbers := self.left_out.get(name)):
            return table
        held = ibis.memtable({"record_id": sorted(numbers)}, schema={"record_id": "int64"})
        return table.anti_join(held, "record_id")


def held(frames: Frames, lists: frozenset[str]) -> set[Held]:
    """All records of `frames` that the code lists named, as they are in force here, would hold."""
    found = set[Held]()
    for document, record in RECORDS.items():
        for name, path in coded(record, lists):
            rows = _not_in_force(_codes(frames, document, path), name).to_pyarrow().to_pylist()
            found |= {_held(document, name, row) for row in rows}
    return found


def coded(part: type[Part] | type[Record], lists: frozenset[str], above: Path = ()) -> Iterator[tuple[str, Path]]:
    """Each field of a document that holds codes of one of `lists`, and the way to it; what is personal is not there."""
    for name, info in part.model_fields.items():
        if name in personal_fields(part) or name == OF_WORKER:
            continue
        parts = list(pieces(info.annotation))
        path = (*above, (name, any(piece is tuple for piece in parts)))
        for mark in {piece for piece in [*info.metadata, *parts] if isinstance(piece, InList)}:
            if mark.name in lists:
                yield mark.name, path
        for inner in {piece for piece in parts if isinstance(piece, type) and issubclass(piece, Part)}:
            yield from coded(inner, lists, path)


def _codes(frames: Frames, document: str, path: Path) -> Table:
    """`record_id`, `event_on`, `one`: each code at the end of the way."""
    if path[0][0] == IN_OWN_TABLE:
        table, path = frames.results(document), path[1:]
    else:
        table = frames.document(document)
    (first, several), *rest = path
    found = _spread(table.select("record_id", "event_on", one=table[first]), several)
    for name, several in rest:
        found = _spread(found.select("record_id", "event_on", one=found.one[name]), several)
    return found.filter(_.one.notnull()).distinct()


def _spread(table: Table, several: bool) -> Table:
    return table.mutate(one=_.one.unnest()) if several else table


def _not_in_force(used: Table, name: str) -> Table:
    rows = [
        {"code": row.code, "begins": row.valid_from or date.min, "ends": row.valid_to or date.max}
        for row in codelist(name).rows
    ]
    known = ibis.memtable(rows, schema={"code": "string", "begins": "date", "ends": "date"})
    return used.anti_join(known, [used.one == known.code, used.event_on >= known.begins, used.event_on < known.ends])


def _held(document: str, name: str, row: dict[str, Any]) -> Held:
    on, code = row["event_on"], row["one"]
    return Held(document, row["record_id"], on, name, code, _renamed(code, on) if name == "disease" else None)


def _renamed(code: str, on: date) -> str | None:
    """The code in force on `on` of a disease that was moved, forward or back, whichever day the move was made."""
    moved = {disease_on(code, date.min), disease_on(code, date.max)} - {None, code}
    return next((str(each) for each in moved if codelist("disease").get(str(each), on)), None)
