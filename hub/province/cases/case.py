"""A case as far as it came, what was paid on it, and how the worker stood when it was diagnosed."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from hub.province.cases.fates import Fate
from hub.province.lives import Illness, Life
from hub.province.people import TODAY

Standing = Enum("Standing", ("EMPLOYED", "MOVED", "LEFT", "UNINSURED"))


@dataclass(frozen=True)
class Assessed:
    """One concluded assessment of working capacity."""

    kind: str
    applied_on: date
    concluded_on: date
    served_on: date | None
    grade: int
    nursing: str

    @property
    def known_on(self) -> date:
        return self.served_on or self.concluded_on


@dataclass(frozen=True)
class Payment:
    """One payment in yuan; `month` is the first day of the month that a monthly item is for."""

    item: str
    paid_on: date
    amount: float
    month: date | None = None


@dataclass
class Case:
    """The stations of one illness; a station that was never reached is None."""

    life: Life
    illness: Illness
    fate: Fate = Fate.RIGHT
    suspected_on: date | None = None
    diagnosed_on: date | None = None
    reported_on: date | None = None
    contested_on: date | None = None
    appraised_on: date | None = None
    advanced_on: date | None = None
    applicant: str | None = None
    applied_on: date | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    decision: str | None = None
    served_on: date | None = None
    assessments: list[Assessed] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    @property
    def clock_on(self) -> date | None:
        """From when the periods run: the appraisal's day, where there was one (条例 17)."""
        return self.appraised_on or self.diagnosed_on

    @property
    def is_recognised(self) -> bool:
        return self.decision == "recognised"

    def reached(self, day: date) -> date | None:
        """The day, when it has come already and the worker lived to see it."""
        return past(day) if self.life.died_on is None or day < self.life.died_on else None

    def paid(self, item: str) -> list[Payment]:
        return [payment for payment in self.payments if payment.item == item]


def standing(life: Life, illness: Illness, day: date) -> Standing:
    """How the worker stood on `day` towards the employer whom the certificate names."""
    now = [job for job in life.jobs if job.is_insured and job.is_in(day)]
    if any(job.employer.number == illness.job.employer.number for job in now):
        return Standing.EMPLOYED
    if now:
        return Standing.MOVED
    working = any(job.is_in(day) for job in life.jobs)
    return Standing.LEFT if not working and illness.job.is_insured else Standing.UNINSURED


def past(day: date) -> date | None:
    """The day, when it has come already."""
    return day if day <= TODAY else None
