"""National examination documents of 40 items each, as many as asked for, each about another worker."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from schemas.base import Record
from schemas.codes import codelist
from schemas.identifiers import ResidentId, parse_resident_id
from schemas.validation import validate
from tests.examples import examination

ITEMS = [row for row in codelist("exam_item").rows if row.extra.get("kind") == "01"][:40]
_FIRST_DAY = date(1960, 1, 1).toordinal()


def write_examinations(path: Path, count: int, first: int = 0) -> Path:
    """A file with the examinations numbered from `first`."""
    with path.open("wb") as stream:
        header = Header(Operation.ADD, "370102001", "370102000", license="BENCH", document_id=path.stem)
        write("examination", examinations(count, first), stream, header)
    return path


def examinations(count: int, first: int = 0) -> Iterator[tuple[str, Record]]:
    """(key, record) for each."""
    for n in range(first, first + count):
        record = validate("examination", examination(**_of_worker(n), results=_results(n)))
        if not isinstance(record, Record):
            raise TypeError(f"the example is not valid: {record}")
        yield f"BENCH-{n}", record


def _of_worker(n: int) -> dict[str, Any]:
    number = resident_id(n)
    parsed = parse_resident_id(number)
    assert isinstance(parsed, ResidentId)
    return {
        "worker__id_number": number,
        "worker__sex": parsed.sex,
        "worker__birth_date": parsed.birth_date,
        "exposure__started_on": date(2010, 1, 1 + n % 28),
    }


def resident_id(n: int) -> str:
    """The number of the n-th synthetic person, with its check digit."""
    body = f"370102{date.fromordinal(_FIRST_DAY + n // 1000 % 15000):%Y%m%d}{n % 1000:03d}"
    return next(body + check for check in "0123456789X" if isinstance(parse_resident_id(body + check), ResidentId))


def _results(n: int) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "item": item.code,
            "kind": "01",
            "value": str((n * 7 + place * 13) % 200),
            "unit": item.extra.get("unit"),
            "low": "0",
            "high": "150",
            "abnormal": (n * 7 + place * 13) % 200 > 150,
        }
        for place, item in enumerate(ITEMS)
    )
