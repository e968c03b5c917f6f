"""The two editions of the disease catalogue: the code of a disease on a given day.

The national code table is the 2013 one. The 2024 catalogue, in force since 2025-08-01, moved and added diseases
without published codes; those carry local codes that begin with X (docs/reference/codes.md).
"""

import csv
from datetime import date
from io import StringIO
from typing import NamedTuple

from schemas.codes import FOLDER, codelist
from schemas.overlay import cached, text_of


class Move(NamedTuple):
    """From the day `since`, what was coded `old` is coded `new`."""

    old: str
    new: str
    since: date


def disease_on(code: str, on: date) -> str | None:
    """The code in force on `on` for the disease `code` of either edition; None when there was none.

    A code that is in force is returned as it is. Cataract (3003) stands for both kinds until 2025-08-01, so from an
    old 3003 nobody can tell whether it was a radiation cataract: it stays 3003.
    """
    if codelist("disease").get(code, on):
        return code
    forward = (move.new for move in _moves() if move.old == code and move.since <= on)
    back = (move.old for move in _moves() if move.new == code and on < move.since)
    return next(forward, None) or next(back, None)


@cached
def _moves() -> tuple[Move, ...]:
    lines = StringIO(text_of(FOLDER / "maps" / "disease_2013_2024.csv"))
    return tuple(Move(row["from"], row["to"], date.fromisoformat(row["valid_from"])) for row in csv.DictReader(lines))
