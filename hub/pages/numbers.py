"""Texts of measured values as numbers: what is no plain number, or below detection, is told apart, never guessed."""

import math
import re
from typing import NamedTuple

from analytics.workplaces.units import SAME

PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
BOUNDS = ("<", "＜", "≤")
LARGEST = 1e9


class Reading(NamedTuple):
    """A value, and whether it is a detection limit that was not reached."""

    value: float
    below: bool


def number(told: str | None) -> float | None:
    """The number that a text is; None for "<5", words and whatever else."""
    told = (told or "").strip()
    found = float(told) if PLAIN.fullmatch(told) else math.inf
    return found if abs(found) < LARGEST else None


def reading(told: str | None) -> Reading | None:
    """The number of a measurement: "<0.05" was not detected at 0.05; "未检出" tells no number."""
    told = (told or "").strip()
    below = told.startswith(BOUNDS)
    found = number(told[1:] if below else told)
    return None if found is None else Reading(found, below)


def plain_unit(unit: str) -> str:
    """In lower case, without spaces, with plain brackets and digits."""
    plain = unit.lower()
    for written, same in SAME:
        plain = plain.replace(written, same)
    return plain
