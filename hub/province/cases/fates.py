"""What can go wrong with a case: how often by nature, how often planted, and which rules of gaps must then find it."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fate(StrEnum):
    """One thing that goes wrong, or that life brings; of `RIGHT` nothing does."""

    RIGHT = "right"
    NEVER_DIAGNOSED = "never_diagnosed"  # suspected, and nobody asked for a diagnosis
    SLOW_DIAGNOSIS = "slow_diagnosis"
    REPORTED_LATE = "reported_late"
    EMPLOYER_LATE = "employer_late"
    WORKER_APPLIED = "worker_applied"  # because the employer did not
    NO_APPLICATION = "no_application"
    WINDOW_CLOSING = "window_closing"  # no application, and the worker's own year nearly over
    NOT_ADVISED = "not_advised"  # left or retired before the diagnosis, and nobody applied
    NOT_ACCEPTED = "not_accepted"  # the application lies without an answer
    TURNED_AWAY = "turned_away"  # the labour relation could not be shown
    SLOW_DECISION = "slow_decision"
    NOT_DECIDED = "not_decided"
    NOT_ASSESSED = "not_assessed"
    NOT_SERVED = "not_served"  # the conclusion of the assessment lies, and nothing is paid
    LATE_LUMP_SUM = "late_lump_sum"
    NO_LUMP_SUM = "no_lump_sum"
    WRONG_BASE = "wrong_base"  # the lump sum was worked out from a wage too low
    ALLOWANCE_STOPS = "allowance_stops"
    LOW_ALLOWANCE = "low_allowance"  # below the minimum wage, and not topped up
    NO_NURSING = "no_nursing"
    NO_SUBSIDY = "no_subsidy"  # the contract ended, and no medical subsidy came
    NO_SURVIVORS = "no_survivors"  # dead of the disease, and nothing came for the survivors
    PAID_ON = "paid_on"  # the allowance went on after the death
    UNPAID = "unpaid"  # neither insured nor paid by the employer
    EMPLOYER_GONE = "employer_gone"  # and nobody applied
    MOVED_ON = "moved_on"  # insured by another employer than the certificate names
    ADVANCED = "advanced"  # to the next stage, and reviewed
    NOT_REVIEWED = "not_reviewed"
    OVER_AGE = "over_age"  # at work over the retirement age, and not insured: no case


@dataclass(frozen=True)
class Odds:
    """Of a fate: its share by nature, how many are planted in a block, and the rules that planted ones make true."""

    natural: float = 0.0
    planted: int = 0
    rules: tuple[str, ...] = ()


PLANTED = 2  # of each kind in a block: every rule has something to find in every province of a block
ODDS = {
    Fate.NEVER_DIAGNOSED: Odds(0.08, PLANTED, ("G01",)),
    Fate.SLOW_DIAGNOSIS: Odds(0.15),
    Fate.REPORTED_LATE: Odds(0.04, PLANTED, ("G02",)),
    Fate.EMPLOYER_LATE: Odds(0.06),
    Fate.WORKER_APPLIED: Odds(0.05),
    Fate.NO_APPLICATION: Odds(0.04, PLANTED, ("G03", "G05")),
    Fate.WINDOW_CLOSING: Odds(0.0, PLANTED, ("G03", "G04")),
    Fate.NOT_ADVISED: Odds(0.2, PLANTED, ("G03", "G18")),
    Fate.NOT_ACCEPTED: Odds(0.01, PLANTED, ("G06",)),
    Fate.TURNED_AWAY: Odds(0.05, PLANTED, ("G17",)),
    Fate.SLOW_DECISION: Odds(0.2),
    Fate.NOT_DECIDED: Odds(0.01, PLANTED, ("G07",)),
    Fate.NOT_ASSESSED: Odds(0.03, PLANTED, ("G08",)),
    Fate.NOT_SERVED: Odds(0.01, PLANTED, ("G09", "G10")),
    Fate.LATE_LUMP_SUM: Odds(0.07),
    Fate.NO_LUMP_SUM: Odds(0.01, PLANTED, ("G10",)),
    Fate.WRONG_BASE: Odds(0.02, PLANTED, ("G19",)),
    Fate.ALLOWANCE_STOPS: Odds(0.0, PLANTED, ("G11",)),
    Fate.LOW_ALLOWANCE: Odds(0.0, PLANTED, ("G12",)),
    Fate.NO_NURSING: Odds(0.0, PLANTED, ("G13",)),
    Fate.NO_SUBSIDY: Odds(0.03, PLANTED, ("G14",)),
    Fate.NO_SURVIVORS: Odds(0.0, PLANTED, ("G15",)),
    Fate.PAID_ON: Odds(0.0, PLANTED, ("G23",)),
    Fate.UNPAID: Odds(0.4, PLANTED, ("G16",)),
    Fate.EMPLOYER_GONE: Odds(0.0, PLANTED, ("G03", "G05", "G17")),
    Fate.MOVED_ON: Odds(0.0, PLANTED, ("G21",)),
    Fate.ADVANCED: Odds(0.06),
    Fate.NOT_REVIEWED: Odds(0.02, PLANTED, ("G20",)),
    Fate.OVER_AGE: Odds(0.0, PLANTED, ("G22",)),
}
FINDING = (Fate.NEVER_DIAGNOSED, Fate.SLOW_DIAGNOSIS)
OF_UNINSURED = (Fate.UNPAID, Fate.TURNED_AWAY)
OF_LEAVERS = (Fate.NOT_ADVISED,)
OF_EMPLOYERS = (Fate.EMPLOYER_LATE, Fate.WORKER_APPLIED, Fate.NO_APPLICATION)  # the less dutiful, the oftener
OF_EMPLOYED = tuple(each for each in ODDS if each not in (*FINDING, *OF_UNINSURED, *OF_LEAVERS))
USUAL_DUTY = 0.84  # the mean of `Employer.dutiful`


def draw(chance: Random, among: tuple[Fate, ...], duty: float = USUAL_DUTY) -> Fate:
    """One of the fates by their natural shares; what is left of the whole is `RIGHT`."""
    slack, luck = (1 - duty) / (1 - USUAL_DUTY), chance.random()
    for fate in among:
        luck -= ODDS[fate].natural * (slack if fate in OF_EMPLOYERS else 1.0)
        if luck < 0:
            return fate
    return Fate.RIGHT
