"""One examination from its lines: what was examined, then its conclusions and its item results."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from connectors.rows import Operation
from connectors.sources.shandong import cells
from connectors.sources.shandong.cells import Cell, Reader
from connectors.sources.shandong.columns import CONCLUSION, DAY, EXAMINATION, HEADINGS, KEY, OPERATION, RESULT
from connectors.sources.shandong.tables import BEYOND
from schemas.codes import codelist
from schemas.issues import Issue

_NUMBER, _TEXT = "01", "02"  # kinds of result
_NUMERIC = re.compile(r"[<>≤≥＜＞]?\s*[-+]?\d+([.]\d+)?").fullmatch
_OPERATIONS = {
    "新增": Operation.ADD,
    "修改": Operation.UPDATE,
    "删除": Operation.DELETE,
    **{operation.value: operation for operation in Operation},
}
_SAME = "与该体检首行一致 the same as in the first line of the examination"
_FITTING = "不超出表头的列 no cells beyond the headings; a comma inside a cell needs quotes"

Line = dict[str, str]
Readers = dict[str, Reader]


class Examined(NamedTuple):
    """The parts of a row, without its number."""

    issues: list[Issue]
    key: str
    sender: str
    operation: Operation
    fields: dict[str, Any]


def read_examination(lines: list[Line]) -> Examined:
    """The examination that `lines` tell of together."""
    issues: list[Issue] = []
    texts = _agreed(lines, issues)
    on = _values(texts, {DAY: EXAMINATION[DAY]}, None, issues).get(DAY)
    others = {path: reader for path, reader in EXAMINATION.items() if path != DAY}
    fields = _nested({DAY: on, **_values(texts, others, on, issues)})
    fields["conclusions"] = tuple(_conclusions(lines, fields, issues))
    fields["results"] = tuple(_results(lines, on, issues))
    sender = texts.get(HEADINGS["reporting.org_code"], "")
    return Examined(issues, _key(texts, issues), sender, _operation(texts, issues), fields)


def _agreed(lines: list[Line], issues: list[Issue]) -> Line:
    """The columns of the examination itself: each from the first line that fills it; the others must agree."""
    found: Line = {}
    differing: dict[str, None] = {}
    own = (KEY, OPERATION, *(HEADINGS[path] for path in EXAMINATION))
    for line in lines:
        for heading in own:
            if heading in line and found.setdefault(heading, line[heading]) != line[heading]:
                differing[heading] = None
    issues.extend(Issue("field_invalid", heading, {"expected": _SAME}) for heading in differing)
    if any(BEYOND in line for line in lines):
        issues.append(Issue("field_invalid", KEY, {"expected": _FITTING}))
    return found


def _values(texts: Line, readers: Readers, on: date | None, issues: list[Issue]) -> dict[str, Any]:
    """What the filled cells of `readers` hold, by path; what could not be read is left out."""
    filled = ((path, reader, texts.get(HEADINGS[path])) for path, reader in readers.items())
    found = (
        (path, cells.read(Cell(text, HEADINGS[path], on, issues), reader)) for path, reader, text in filled if text
    )
    return {path: value for path, value in found if value is not None}


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for path, value in values.items():
        part, _, name = path.rpartition(".")
        if value is not None:
            (fields.setdefault(part, {}) if part else fields)[name] = value
    return fields


def _parts(lines: list[Line], readers: Readers, on: date | None, issues: list[Issue]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if values := _values(line, readers, on, issues):
            yield {path.rpartition(".")[2]: value for path, value in values.items()}


def _conclusions(lines: list[Line], fields: dict[str, Any], issues: list[Issue]) -> Iterator[dict[str, Any]]:
    """Each conclusion once, though lines repeat it. One that names no hazard is about all of the examination's."""
    headings = [HEADINGS[path] for path in CONCLUSION]
    told = {tuple((heading, line[heading]) for heading in headings if heading in line): None for line in lines}
    for part in _parts([dict(line) for line in told], CONCLUSION, fields.get(DAY), issues):
        hazards = {"hazards": fields["hazards"]} if "hazards" in fields else {}
        yield {**hazards, **part}


def _results(lines: list[Line], on: date | None, issues: list[Issue]) -> Iterator[dict[str, Any]]:
    for part in _parts(lines, RESULT, on, issues):
        yield {**part, "kind": _kind(part)}


def _kind(result: dict[str, Any]) -> str:
    """Number or text, as the national list of items says, else as the result itself looks."""
    item = codelist("exam_item").get(result.get("item", ""))
    listed = item.extra.get("kind") if item else None
    return listed or (_NUMBER if _NUMERIC(result.get("value", "")) else _TEXT)


def _key(texts: Line, issues: list[Issue]) -> str:
    text = texts.get(KEY, "")
    if not text:
        issues.append(Issue("key_missing", KEY))
        return ""
    return str(cells.read_identifier(Cell(text, KEY, None, issues)))


def _operation(texts: Line, issues: list[Issue]) -> Operation:
    """What the sender asks for; a sheet without this column, or with it blank, adds."""
    text = texts.get(OPERATION, "")
    if text and text.lower() not in _OPERATIONS:
        issues.append(Issue("operation_unknown", OPERATION))
    return _OPERATIONS.get(text.lower(), Operation.ADD)
