"""Some persons of a batch with what several items need: the day whose law applies, the wage, who is dead."""

from dataclasses import dataclass

import numpy as np

from analytics.entitlements.columns import NO_DAY, Columns, Ints
from analytics.entitlements.dated import dated

NOT_DUE, UNDECIDED = -1, -2
UNIT = 1000  # parts of a fen, in which 60 % of an average wage is a whole number
FOREVER = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, eq=False)
class Block:
    """`law` days, `wage` the own wage in thousandths of a fen (-1 unknown)."""

    people: Columns
    law: Ints
    wage: Ints
    is_dead: Ints


def prepared(people: Columns) -> Block:
    """The persons with what follows from their columns alone."""
    law = law_days(people)
    return Block(people, law, own_wage(people, law), (people.died != NO_DAY) | (people.cause >= 0))


def law_days(people: Columns) -> Ints:
    """The day of the determination or of the next best that is known; without any, the law as it stands."""
    law = np.full(len(people), FOREVER, np.int32)
    for days in (people.died, people.diagnosed, people.assessed, people.determined):
        np.copyto(law, days, where=days != NO_DAY)
    return law


def own_wage(people: Columns, law: Ints) -> Ints:
    """Between the bounds, by the average wage of the year before the diagnosis."""
    average = dated("average_monthly_wage", scale=100).on(people.diagnosed)
    bounds = dated("wage_bounds_percent", ("lowest", "highest"))
    place = np.zeros(len(people), np.int8)
    low, high = bounds.at(law, place), bounds.at(law, place + 1)
    unknown = (people.wage < 0) | (average < 0) | (low < 0)
    average *= UNIT // 100
    wage: Ints = np.minimum(np.maximum(people.wage * UNIT, average * low), average * high)
    wage[unknown] = -1
    return wage


def whole_fen(amounts: Ints, parts: int) -> Ints:
    """Amounts in so many parts of a fen, half up to the fen."""
    return np.asarray((amounts + parts // 2) // parts)


def told(amount: Ints, not_due: Ints, unknown: Ints) -> Ints:
    """The amounts, but for those that are certainly not due, and those of which something needed is unknown."""
    amount[unknown] = UNDECIDED
    amount[not_due] = NOT_DUE
    return amount
