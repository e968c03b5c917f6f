"""Reads the tables of both editions in `analytics/parameters/surveillance`; a blank cell says nothing."""

import csv
from datetime import date
from functools import cache

from analytics.parameters import FOLDER

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of `<name>.csv`."""
    with (FOLDER / "surveillance" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def number(text: str) -> int | None:
    """A whole number, or None."""
    return int(text) if text else None


def day(text: str) -> date | None:
    """A day, or None."""
    return date.fromisoformat(text) if text else None


def is_true(text: str) -> bool:
    """Does the cell say true?"""
    return text == "true"
