"""Brings a record into the nested form of its class, from a flat row or from what stands around `record`."""

from collections.abc import Iterator
from typing import Any

from connectors.sources.insurance.layout import HEAD, LISTS, columns
from schemas.issues import Issue
from schemas.records import RECORDS


def from_nested(document: str, given: dict[str, Any], issues: list[Issue]) -> Any:
    """The record, with the area that may stand beside it."""
    issues += _strays(document, given)
    record, area = given["record"], given.get("area")
    if not isinstance(record, dict) or area is None or area == "":
        return record
    inside = record.get("area")
    if inside not in (None, "") and str(inside) != str(area):
        issues.append(Issue("field_repeated", "area"))
    return {**record, "area": area}


def _strays(document: str, given: dict[str, Any]) -> Iterator[Issue]:
    """Whatever else stands beside the record is not read; what should have been inside is not passed over."""
    for name, value in given.items():
        if name in (*HEAD, "record", "area") or value is None or value == "":
            continue
        if name in columns(document) or name in RECORDS[document].model_fields:
            yield Issue("field_invalid", name, {"expected": "record 之内的字段 a field inside record"})
        else:
            yield Issue("field_unexpected", name[:100])


def from_flat(document: str, flat: dict[str, Any], issues: list[Issue]) -> dict[str, Any]:
    """The nested form of a flat row."""
    nested: dict[str, Any] = {}
    paths = columns(document)
    for name, value in flat.items():
        if name in HEAD or value is None or value == "":
            continue
        if name not in paths:
            issues.append(Issue("field_unexpected", name[:100]) if name else Issue("cells_surplus"))
            continue
        *holders, last = paths[name].split(".")
        holder = nested
        for step in holders:
            holder = holder.setdefault(step, {})
        holder[last] = _parts(name, value, issues) if name in LISTS else value
    return nested


def _parts(name: str, cell: Any, issues: list[Issue]) -> Any:
    """`2019-01:6200.00;2020-01:6500.00` as a list of parts. In JSON it may be a list already."""
    if not isinstance(cell, str):
        return cell
    parts = [part.split(":") for part in cell.split(";") if part.strip()]
    if any(len(part) > len(LISTS[name]) for part in parts):
        issues.append(Issue("field_invalid", name, {"expected": ":".join(LISTS[name]) + ";…"}))
    return [dict(zip(LISTS[name], part, strict=False)) for part in parts]
