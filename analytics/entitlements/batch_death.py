"""Items after a death over columns: funeral, lump sum, and the pensions of dependants."""

from functools import cache
from itertools import product

import numpy as np

from analytics.entitlements import death
from analytics.entitlements.answer import UnknownError
from analytics.entitlements.block import NOT_DUE, UNDECIDED, UNIT, Block, told, whole_fen
from analytics.entitlements.case import Case
from analytics.entitlements.columns import CAUSES, EPOCH, NO_DAY, Ints
from analytics.entitlements.dated import dated

GRADES = np.array([0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], np.int8)  # unknown, 1 to 4, 5 to 10: all that matters to a death


def once(block: Block, code: str, multiple: str, of: str) -> Ints:
    """Fen: the multiple of a number of the year before the death."""
    people = block.people
    right = rights(block, code)
    number = dated(of, scale=100).on(people.died)
    times = dated(multiple).at(block.law, np.zeros(len(people), np.int8))
    unknown = (right == UNDECIDED) | (number < 0) | (times < 0) | (people.insured < 0)
    return told(times * number, right == NOT_DUE, unknown)


def rights(block: Block, code: str) -> Ints:
    """1 where there is a right to the item; NOT_DUE, UNDECIDED."""
    people = block.people
    place = np.take(GRADES, people.grade) * 9 + (people.in_leave + 1) * 3 + people.cause + 1
    return np.where(block.is_dead, np.take(_rights(code), place), NOT_DUE)


@cache
def _rights(code: str) -> Ints:
    """The rule of death.py for every combination of what is known and unknown."""
    combinations = product((None, 1, 5), (None, False, True), (None, *CAUSES))
    return np.array([_right(code, *each) for each in combinations], np.int8)


def _right(code: str, grade: int | None, in_leave: bool | None, cause: str | None) -> int:
    facts = {"grade": grade, "in_paid_leave_at_death": in_leave, "death_cause": cause, "died_on": EPOCH}
    try:
        return 1 if death.is_due(Case.model_validate(facts), code) else NOT_DUE
    except UnknownError:
        return UNDECIDED


def pensions(block: Block) -> Ints:
    """Fen a month for each dependant, n by k; a row that cannot be decided is UNDECIDED throughout."""
    people, weights = block.people, block.people.weights
    right = rights(block, death.PENSION)
    not_due = (right == NOT_DUE) | (people.kept == 0)
    unknown = (right == UNDECIDED) | (people.kept < 0) | (people.died == NO_DAY) | (block.wage < 0)
    unknown |= people.insured < 0
    found = np.full(weights.shape, NOT_DUE, np.int64)
    found[unknown & ~not_due] = UNDECIDED
    due = np.flatnonzero(~unknown & ~not_due)
    if len(due):
        found[due] = _amounts(block.wage[due], weights[due].astype(np.int64))
    return found


def _amounts(wage: Ints, weights: Ints) -> Ints:
    found = whole_fen(wage[:, None] * weights, UNIT * 100)
    full = np.flatnonzero(weights.sum(axis=1) >= 100)
    found[full] = _shared(wage[full] // UNIT, weights[full])
    found[weights == 0] = NOT_DUE
    return found


def _shared(fen: Ints, weights: Ints) -> Ints:
    """The wage in proportion; the fen that are left go to the largest remainders, the earlier first."""
    parts, rest = np.divmod(fen[:, None] * weights, weights.sum(axis=1)[:, None])
    left = fen - parts.sum(axis=1)
    order = np.argsort(-rest, axis=1, kind="stable")
    more = np.arange(weights.shape[1]) < left[:, None]
    np.put_along_axis(parts, order, np.take_along_axis(parts, order, axis=1) + more, axis=1)
    return parts
