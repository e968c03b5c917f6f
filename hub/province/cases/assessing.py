"""The assessment of working capacity, and its review where a pneumoconiosis got worse."""

from datetime import date
from random import Random

from hub.province.cases.case import Assessed, Case, past
from hub.province.cases.fates import Fate
from hub.province.cases.figures import days_after


def assess(chance: Random, case: Case, served_on: date) -> None:
    """Once the determination is served; of those whose lungs get worse, again a year later (条例 28)."""
    if case.fate is Fate.NOT_ASSESSED:
        return
    _conclude(chance, case, "initial", days_after(served_on, chance.randrange(10, 60)), case.illness.stage)
    if case.assessments and case.fate in (Fate.ADVANCED, Fate.NOT_REVIEWED) and case.illness.stage == 1:
        _advance(chance, case, case.assessments[0])


def _advance(chance: Random, case: Case, first: Assessed) -> None:
    """From stage one to two."""
    planted = case.illness.found_on is not None
    days = chance.randrange(400, 900) if planted else chance.randrange(700, 4000)
    case.advanced_on = case.reached(days_after(first.concluded_on, days))
    if case.advanced_on is not None and case.fate is Fate.ADVANCED:
        _conclude(chance, case, "review", days_after(case.advanced_on, chance.randrange(10, 40)), 2)


def _conclude(chance: Random, case: Case, kind: str, applied_on: date, stage: int) -> None:
    """Within sixty days (条例 25), and served within fifteen; nobody assesses the dead."""
    concluded_on = case.reached(days_after(applied_on, chance.randrange(20, 61)))
    grade, nursing = _grade(chance, case, stage)
    if concluded_on is None:
        return
    served_on = past(days_after(concluded_on, chance.randrange(1, 16)))
    served_on = None if case.fate is Fate.NOT_SERVED else served_on
    case.assessments.append(Assessed(kind, applied_on, concluded_on, served_on, grade, nursing))


def _grade(chance: Random, case: Case, stage: int) -> tuple[int, str]:
    """Grades by disease and stage; the nursing level is for the gravest."""
    kind = case.illness.harm.kind
    if kind == "dust":
        grade = {1: chance.choice((6, 7, 7, 7)), 2: chance.choice((3, 4, 4)), 3: chance.choice((1, 2, 2))}[stage]
    else:
        grade = chance.choice((7, 8, 9, 9, 10, 10) if kind == "noise" else (4, 6, 8, 8))
    return grade, chance.choice(("partial", "major", "full")) if grade <= 3 else "none"
