"""Item results of an examination: numbers that are numbers, in units that belong to the item."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from schemas.checks.parts import Seen
from schemas.codes import codelist, plain
from schemas.issues import Issue
from schemas.records.examination import Examination

NUMBER = "01"
# Beyond plain numbers, laboratories write detection limits, signs of semi-quantity and thousands.
_NUMERIC = lru_cache(10_000)(re.compile(r"[<>≤≥＜＞]?\s*[-+]?\d{1,9}(\.\d{1,9})?\s*").fullmatch)


def find(seen: Seen) -> Iterator[Issue]:
    """Notes on item results; none of them keeps a row out."""
    if not isinstance(seen.record, Examination):
        return
    units = _units()
    for n, result in enumerate(seen.record.results):
        values = result.__dict__
        if values["kind"] != NUMBER:
            continue
        if not _NUMERIC(values["value"]):
            yield Issue("number_expected", f"results.{n}.value")
        known = units.get(values["item"])
        unit = values["unit"]
        if known and unit is not None and unit not in known and plain(unit) not in known:
            yield Issue("unit_unknown", f"results.{n}.unit")


@cache
def _units() -> dict[str, frozenset[str]]:
    """The units in which each item is written, as they are and in plain form."""
    found = {}
    for row in codelist("exam_item").rows:
        units = [unit for unit in row.extra.get("units", "").split("|") if unit]
        found[row.code] = frozenset([*units, *map(plain, units)])
    return found
