"""Turns JSON values into the real types of a record's fields, and says which do not have the form they should."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from schemas.base import Part
from schemas.checks.parts import pieces
from schemas.issues import Issue

_CHINA = ZoneInfo("Asia/Shanghai")
_WHOLE = re.compile(r"[+-]?\d+")
_AMOUNT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_WORDS = {"true": True, "false": False, "1": True, "0": False, "是": True, "否": False}
_EXPECTED = {
    Decimal: "金额，如 6200.00 an amount such as 6200.00",
    int: "整数 a whole number",
    bool: "true 或 false, true or false",
    str: "文字 text",
    list: "列表 a list",
    dict: "一组字段 a group of fields",
}


def read(kind: type[BaseModel], given: Any, path: str, issues: list[Issue]) -> dict[str, Any]:
    """The fields of `kind` from a JSON object. What cannot be read is left out and said in `issues`."""
    if not isinstance(given, Mapping):
        issues.append(_wrong(dict, path.rstrip(".")))
        return {}
    fields: dict[str, Any] = {}
    known = _plan(kind)
    for name, value in given.items():
        if name not in known:
            issues.append(Issue("field_unexpected", f"{path}{name}"[:100]))
        elif value is not None and value != "":
            found = _value(known[name], value, f"{path}{name}", issues)
            if found is not None:
                fields[name] = found
    return fields


Field = tuple[type, bool]  # the class of a value, and whether there are many


@cache
def _plan(kind: type[BaseModel]) -> dict[str, Field]:
    return {name: _field(field.annotation) for name, field in kind.model_fields.items()}


def _field(annotation: Any) -> Field:
    classes = [piece for piece in pieces(annotation) if isinstance(piece, type)]
    parts = [piece for piece in classes if issubclass(piece, Part)]
    plain = [piece for piece in classes if piece in _READERS]
    return (parts or plain)[0], tuple in classes


def _value(field: Field, value: Any, path: str, issues: list[Issue]) -> Any:
    kind, many = field
    if many:
        if not isinstance(value, list):
            issues.append(_wrong(list, path))
            return None
        return tuple(_one(kind, each, f"{path}.{n}", issues) for n, each in enumerate(value)) or None
    return _one(kind, value, path, issues)


def _one(kind: type, value: Any, path: str, issues: list[Issue]) -> Any:
    if issubclass(kind, Part):
        return read(kind, value, f"{path}.", issues)
    try:
        return _READERS[kind](value)
    except (ValueError, TypeError, OverflowError):
        issues.append(Issue("date_invalid", path) if kind is date else _wrong(kind, path))
        return None


def _wrong(kind: type, path: str) -> Issue:
    return Issue("field_invalid", path, {"expected": _EXPECTED[kind]})


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError


def _day(value: Any) -> date:
    """A day, or the first of a month for `2026-11`. A moment told with its zone is of the day that it was in China."""
    text = _text(value)
    if len(text) == len("2026-11"):
        return date.fromisoformat(f"{text}-01")
    if text[len("2026-11-05") :][:1] not in ("T", " "):  # nothing behind the day, or what is no time
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(_CHINA) if moment.tzinfo else moment).date()


def _amount(value: Any) -> Decimal:
    return Decimal(_fitting(_AMOUNT, value))


def _whole(value: Any) -> int:
    if isinstance(value, float):
        raise TypeError
    return int(_fitting(_WHOLE, value))


def _fitting(pattern: re.Pattern[str], value: Any) -> str:
    """The number as text, if it looks like one: Python itself would read `1_000` and `1e3` too."""
    text = str(value).strip()
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def _yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = _WORDS.get(_text(value).lower())
    if found is None:
        raise ValueError
    return found


_READERS: dict[type, Callable[[Any], Any]] = {date: _day, Decimal: _amount, int: _whole, bool: _yes, str: _text}
