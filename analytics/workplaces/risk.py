"""The risk grade of an employer (职业病危害风险分级): nature of its hazards, their level, how many are exposed."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO

from analytics.parameters import FOLDER, Value, parameter
from schemas.overlay import cached, text_of

GRADES, PEOPLE = "workplaces/risk_grade", "workplaces/risk_people"
SEVERE, GENERAL = "severe", "general"
RADIATION = "5"  # whether it is severe depends on the class of its sources, which no record tells


@dataclass(frozen=True)
class Risk:
    """`grade` 1 to 3 (gravest), None while something is `missing`. `severe` are the hazards that count as such, with
    the reason; `unclear` those of which nobody can say; `nature` and `above` what decided the grade."""

    grade: int | None
    severe: dict[str, str]
    unclear: tuple[str, ...]
    people: int | None
    nature: str | None
    above: bool | None
    missing: tuple[str, ...]
    rests_on: Value


def risk(hazards: Iterable[str], above: Iterable[str] | None, people: int | None, on: date) -> Risk:
    """`above` are the hazards measured above their limit; None where nothing was measured that still tells.

    Of the hazards of each nature the grade is read from the table; the highest counts.
    """
    known = sorted(set(hazards))
    severe = {code: severe_hazards()[code] for code in known if code in severe_hazards()}
    unclear = tuple(code for code in known if code.startswith(RADIATION))
    told = {"hazards": known, "levels": above is not None, "people": people is not None}
    missing = tuple(name for name, value in told.items() if not value)
    table = parameter(GRADES).on(on)
    if missing or above is None or people is None:
        return Risk(None, severe, unclear, people, None, None, missing, table)
    groups = {SEVERE: set(severe), GENERAL: set(known) - set(severe)}
    graded = [_graded(table, nature, bool(codes & set(above)), people, on) for nature, codes in groups.items() if codes]
    grade, nature, is_above = max(graded)
    return Risk(grade, severe, unclear, people, nature, is_above, (), table)


def _graded(table: Value, nature: str, above: bool, people: int, on: date) -> tuple[int, str, bool]:
    level = "above" if above else "within"
    return int(table.table[f"{nature}_{level}_{band(people, on)}"]), nature, above


def band(people: int, on: date) -> str:
    """few, some or many."""
    most = parameter(PEOPLE).on(on).table
    return next((name for name in ("few", "some") if people <= most[name]), "many")


@cached
def severe_hazards() -> dict[str, str]:
    """Codes of hazards that count as severe, and why: toxic (高毒物品目录), asbestos, silica, carcinogen (G1)."""
    rows = csv.DictReader(StringIO(text_of(FOLDER / "workplaces" / "severe_hazards.csv")))
    return {row["hazard"]: row["reason"] for row in rows}
