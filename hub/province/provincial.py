"""Writes examinations in the provincial coding, as one of the cities uploads them."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from connectors.registry import sources
from connectors.sources.shandong.columns import CONCLUSION, EXAMINATION, HEADINGS, KEY, RESULT
from hub.province.documents import Fields

_LISTS = {
    "worker.sex": "sex",
    "employer.industry_code": "industry",
    "employer.size": "employer_size",
    "exam_type": "exam_type",
    "hazards": "hazard",
    "exposed_hazards": "hazard",
    "conclusions.hazards": "hazard",
    "conclusions.conclusion": "exam_conclusion",
    "conclusions.suspected_disease": "disease",
    "results.item": "exam_item",
}


def write(rows: Iterable[tuple[str, Fields]], stream: TextIO) -> None:
    """A table with a line for each item result; the first line of an examination holds its own columns."""
    writer = csv.DictWriter(stream, [KEY, *dict.fromkeys(HEADINGS.values())], lineterminator="\n")
    writer.writeheader()
    for key, fields in rows:
        writer.writerows(_lines(key, fields))


def _lines(key: str, fields: Fields) -> Iterator[dict[str, str]]:
    results = [_cells(result, RESULT, "results.") for result in fields["results"] if _mapped(result)]
    conclusions = [_cells(each, CONCLUSION, "conclusions.") for each in fields["conclusions"]]
    own = _cells(fields, EXAMINATION, "")
    for n in range(max(len(results), len(conclusions))):
        line = {KEY: key} | (own if n == 0 else {})
        line |= conclusions[n] if n < len(conclusions) else {}
        yield line | (results[n] if n < len(results) else {})


def _mapped(result: Fields) -> bool:
    """The platform has fewer items than the nation."""
    return result["item"] in _ours("exam_item")


def _cells(fields: Fields, paths: Iterable[str], start: str) -> dict[str, str]:
    cells = {}
    for path in paths:
        value: Any = fields
        for step in path.removeprefix(start).split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            cells[HEADINGS[path]] = _cell(path, value)
    return cells


def _cell(path: str, value: Any) -> str:
    if isinstance(value, tuple):
        return ";".join(_cell(path, each) for each in value)
    if isinstance(value, bool):
        return str(int(not value if path == "results.abnormal" else value))
    if path == "work_type":
        return str(value).replace("-", "")  # the platform writes the national codes without the hyphen
    return _ours(_LISTS[path]).get(value, str(value)) if path in _LISTS else str(value)


@cache
def _ours(name: str) -> dict[str, str]:
    """National code -> the platform's, the first where it has several."""
    path: Path = sources()["shandong"].folder / "crosswalks" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["national"]: row["ours"] for row in reversed(rows) if row["national"]}
