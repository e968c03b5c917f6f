"""Reads the text of an element into the value of its field, and says which deviation was needed for it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from connectors.sources.national.deviations import Deviation
from connectors.sources.national.plan import Kind
from schemas.codes.divisions import normalise
from schemas.issues import Issue

Reading = tuple[Any, Deviation | None]

_FLAGS: dict[str, Reading] = {
    "T": (True, None),
    "F": (False, None),
    "true": (True, Deviation.FLAG_WORD),
    "false": (False, Deviation.FLAG_WORD),
    "1": (True, Deviation.FLAG_DIGIT),
    "0": (False, Deviation.FLAG_DIGIT),
}
_WIDE_COMMAS = str.maketrans("，、", ",,")
_WHOLE_NUMBER = {"expected": "整数 a whole number"}
_FLAG = {"expected": "T（是）或 F（否） T (yes) or F (no)"}


def _read_text(text: str) -> Reading:
    return text, None


def _read_date(text: str) -> Reading:
    if len(text) != 8 or not _is_digits(text):
        raise ValueError
    return date(int(text[:4]), int(text[4:6]), int(text[6:])), None


def _read_count(text: str) -> Reading:
    if len(text) > 9 or not _is_digits(text):
        raise ValueError
    return int(text), None


def _read_flag(text: str) -> Reading:
    if text not in _FLAGS:
        raise ValueError
    return _FLAGS[text]


def _read_codes(text: str) -> Reading:
    plain = text.translate(_WIDE_COMMAS)
    codes = tuple(code for part in plain.split(",") if (code := part.strip()))
    return codes or None, None if plain == text else Deviation.LIST_COMMA


def _read_division(text: str) -> Reading:
    """The key form of the division; a code that never was one is left as it came, for the check to hold the row."""
    key = normalise(text)
    if key is None:
        return text, None
    return key, None if len(text) == 9 else Deviation.DIVISION_DIGITS


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


# Each raises ValueError for a text that is not of its kind.
READ: dict[Kind, Callable[[str], Reading]] = {
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
    Kind.COUNT: _read_count,
    Kind.FLAG: _read_flag,
    Kind.CODES: _read_codes,
    Kind.DIVISION: _read_division,
    Kind.YEARS: _read_count,
    Kind.MONTHS: _read_count,
}


def refusal(kind: Kind, tag: str) -> Issue:
    """The issue for a text that is not of its kind."""
    if kind is Kind.DATE:
        return Issue("date_invalid", tag)
    return Issue("field_invalid", tag, _FLAG if kind is Kind.FLAG else _WHOLE_NUMBER)
