"""Reads the tables of both editions in `analytics/parameters/surveillance`; a blank cell says nothing."""

import csv
from datetime import date
from io import StringIO

from analytics import parameters
from schemas.overlay import cached, text_of

Row = dict[str, str]
FOLDER = parameters.FOLDER / "surveillance"


@cached
def rows(name: str) -> tuple[Row, ...]:
    """The rows of `<name>.csv`."""
    return tuple(csv.DictReader(StringIO(text_of(FOLDER / f"{name}.csv"))))


def number(text: str) -> int | None:
    """A whole number, or None."""
    return int(text) if text else None


def day(text: str) -> date | None:
    """A day, or None."""
    return date.fromisoformat(text) if text else None


def is_true(text: str) -> bool:
    """Does the cell say true?"""
    return text == "true"
