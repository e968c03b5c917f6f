"""Cases as columns, for a whole province at once: whole numbers, with one number in each column for unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.entitlements.case import Case, Dependant
from analytics.parameters import parameter

Ints = NDArray[Any]
UNKNOWN = -1
NO_DAY = int(np.iinfo(np.int32).min)
EPOCH = date(1970, 1, 1)
NURSING = ("none", "partial", "major", "full")
EMPLOYMENT = ("employed", "left", "retired")
REASONS = ("expiry", "worker_resigned", "agreement", "employer")
CAUSES = ("occupational", "other")


@dataclass(frozen=True, eq=False)
class Columns:
    """n persons of this province, by the dated tables only, insured from the start or not at all.

    Days are days since 1970 (int32, NO_DAY unknown), wages are fen a month (int64), `grade` is 0 where unknown, what
    is one of several words is its place in the tuples above, yes and no are 1 and 0 (int8); unknown is -1 elsewhere.
    `weights` is n by k, the percent of each dependant, 0 beyond the last; `kept` is their number.
    """

    diagnosed: Ints
    determined: Ints
    assessed: Ints
    ended: Ints
    died: Ints
    grade: Ints
    nursing: Ints
    insured: Ints
    employment: Ints
    reason: Ints
    suitable: Ints
    cause: Ints
    in_leave: Ints
    wage: Ints
    pension: Ints
    kept: Ints
    weights: Ints

    def __len__(self) -> int:
        return len(self.grade)

    def block(self, start: int, stop: int) -> "Columns":
        """Some of the persons; nothing is copied."""
        return Columns(**{each.name: getattr(self, each.name)[start:stop] for each in fields(self)})


def columns(cases: Sequence[Case]) -> Columns:
    """Cases as columns; `region`, `insured_from` and the cases' own numbers are not looked at.

    Raises ValueError for a wage with parts of a fen.
    """
    days = {name: _days(cases, f"{name}_on") for name in ("diagnosed", "determined", "assessed", "died")}
    width = max((len(case.dependants or ()) for case in cases), default=0) or 1  # a place to say unknown
    weights = [[_weight(each) for each in case.dependants or ()] for case in cases]
    return Columns(
        **days,
        ended=_days(cases, "contract_ended_on"),
        grade=_small(cases, lambda case: case.grade or 0),
        nursing=_small(cases, lambda case: _place(NURSING, case.nursing)),
        insured=_small(cases, lambda case: _flag(case.insured)),
        employment=_small(cases, lambda case: _place(EMPLOYMENT, case.employment)),
        reason=_small(cases, lambda case: _place(REASONS, case.contract_end_reason)),
        suitable=_small(cases, lambda case: _flag(case.suitable_work_offered)),
        cause=_small(cases, lambda case: _place(CAUSES, case.death_cause)),
        in_leave=_small(cases, lambda case: _flag(case.in_paid_leave_at_death)),
        wage=_fen(cases, "average_wage_12m"),
        pension=_fen(cases, "pension_12m_average"),
        kept=_small(cases, lambda case: UNKNOWN if case.dependants is None else len(case.dependants)),
        weights=np.array([row + [0] * (width - len(row)) for row in weights], np.int64).reshape(len(cases), width),
    )


def _days(cases: Sequence[Case], name: str) -> Ints:
    days = (getattr(case, name) for case in cases)
    return np.array([(day - EPOCH).days if day else NO_DAY for day in days], np.int32)


def _small(cases: Sequence[Case], number: Callable[[Case], int]) -> Ints:
    return np.array([number(case) for case in cases], np.int8)


def _fen(cases: Sequence[Case], name: str) -> Ints:
    amounts = [getattr(case, name) for case in cases]
    if any(amount is not None and amount * 100 % 1 for amount in amounts):
        raise ValueError(f"{name} is not whole fen: round it first, or ask the calculator")
    return np.array([UNKNOWN if amount is None else int(amount * 100) for amount in amounts], np.int64)


def _flag(value: bool | None) -> int:
    return UNKNOWN if value is None else int(value)


def _place(words: tuple[str, ...], word: str | None) -> int:
    return UNKNOWN if word is None else words.index(word)


def _weight(dependant: Dependant) -> int:
    """By the table as it stands: it has not changed since 2011."""
    table = parameter("entitlements/dependant_percent").values[-1].table
    return int(table["spouse" if dependant.relation == "spouse" else "other"] + bool(dependant.lone) * table["lone"])
