"""What looks like harm and is none: an institution whose readings shift, one that reports late, a drive to examine.

Which institution is the same in every block of a seed; chance is drawn apart, so that nothing else changes.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from hub.province.lives import Life
from hub.province.people import Employer, counties
from hub.province.visits import IN_JOB, Visit

SHIFT = (date(2025, 9, 1), date(2026, 8, 31))
SHIFT_DB = 10.0  # what its audiometer reads too much
SHIFT_CONCLUDED = 0.12  # of its examinations without finding end as a contraindication
LATE = (date(2026, 1, 1), date(2026, 3, 31))
LATE_REPORTED = date(2026, 10, 20)
DRIVE = (date(2026, 4, 1), date(2026, 4, 30))
DRIVE_STAFF = 25  # at least
CONTRAINDICATED, OTHER = 0.0187, 0.12  # as in every examination


@dataclass(frozen=True)
class Artefact:
    """`kind` "shift" or "late" at the institution `where`, or "drive" at the employer of that credit code."""

    kind: str
    where: str
    first: date
    last: date


def spoil(seed: int, number: int, lives: list[Life], visits: list[Visit], harmed: set[int]) -> list[Artefact]:
    """Spoil visits of the block as the province's institutions did, and add those of a drive at one employer."""
    chance = Random(f"{seed}/artefacts/{number}")
    shifted, late = _cities(seed)
    for visit in visits:
        city = visit.job.employer.city
        if city == shifted and SHIFT[0] <= visit.on <= SHIFT[1]:
            _shift(chance, visit)
        elif city == late and LATE[0] <= visit.on <= LATE[1]:
            visit.reported_on = LATE_REPORTED
    return [
        Artefact("shift", f"{shifted}901", *SHIFT),
        Artefact("late", f"{late}901", *LATE),
        *_drive(chance, lives, visits, harmed, {shifted, late}),
    ]


def _cities(seed: int) -> tuple[str, str]:
    """Two cities: where readings shift, and where reports are late."""
    cities = sorted({f"{county[:4]}00" for county in counties()})
    first, second = Random(f"{seed}/artefacts").sample(cities, 2)
    return first, second


def _shift(chance: Random, visit: Visit) -> None:
    visit.reads_too_much = SHIFT_DB
    if visit.conclusion == "01" and not visit.planted and chance.random() < SHIFT_CONCLUDED:
        visit.conclusion = "03"


def _drive(
    chance: Random, lives: list[Life], visits: list[Visit], harmed: set[int], cities: set[str]
) -> list[Artefact]:
    """Everybody at one employer is examined within a month, and found as others are."""
    staff: dict[Employer, list[Life]] = {}
    for life in lives:
        job = life.jobs[-1]
        if job.ended_on is None and life.died_on is None and job.started_on < SHIFT[0] and not life.illnesses:
            staff.setdefault(job.employer, []).append(life)
    fit = [each for each, own in staff.items() if len(own) >= DRIVE_STAFF and each.number not in harmed]
    fit = sorted((each for each in fit if each.city not in cities), key=lambda each: each.number)
    if not fit:
        return []
    employer, (first, last) = chance.choice(fit), (day.toordinal() for day in DRIVE)
    for life in staff[employer]:
        luck, on = chance.random(), date.fromordinal(chance.randint(first, last))
        conclusion = "03" if luck < CONTRAINDICATED else "04" if luck < OTHER else "01"
        visits.append(Visit(life, life.jobs[-1], IN_JOB, on, conclusion))
    return [Artefact("drive", employer.credit_code, *DRIVE)]
