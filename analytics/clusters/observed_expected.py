"""Observed against expected, by employer and hazard: who sends more harmed workers than their like elsewhere.

Expected counts by indirect standardisation over sex, age, length of exposure and kind of examination, each employer
against all others; exact Poisson tail and interval (Garwood 1936).
"""

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from ibis import _
from ibis.expr.types import Table, Value
from scipy import stats

from analytics.frames import Frames
from analytics.parameters import parameter

HARMED = ("02", "03")  # 疑似职业病, 职业禁忌证
BEFORE_WORK = "01"  # 上岗前: what is found then was not done by this employer
STRATUM = ["hazard", "sex", "age_band", "exposure_band", "exam_type"]
EXPOSURE_YEARS = (5, 10, 20)
YEAR = 12
HALF = 0.5  # harmed workers of a hazard that has harmed nobody elsewhere: a rate of nought would prove anything


@dataclass(frozen=True)
class Limits:
    """What makes an excess worth a person's time. Values and reasons in `analytics/parameters/clusters`."""

    window_months: int
    least_observed: int
    least_ratio: float

    @classmethod
    def on(cls, day: date) -> "Limits":
        names = ("window_months", "least_observed", "least_ratio")
        window, observed, ratio = (parameter(f"clusters/{name}").on(day).value for name in names)
        return cls(int(window), int(observed), ratio)


def strata(frames: Frames, start: date, end: date) -> Table:
    """Examined and harmed workers by employer and stratum; a worker counts once for each employer and hazard.

    Harmed is who was so in any examination after `start` and up to `end`; the stratum is that of the last one.
    """
    people = frames.worker.select("worker_id", "sex", "birth_year")
    rows = (
        _concluded(frames, start, end)
        .inner_join(people, "worker_id")
        .mutate(age_band=(_.examined_on.year() - _.birth_year) // 10, exposure_band=_band(_.exposure.months))
    )
    each = {"group_by": [_.employer_id, _.hazard, _.person_id]}
    last = ibis.row_number().over(**each, order_by=[_.examined_on.desc(), _.record_id.desc()])
    workers = rows.mutate(rank=last, harmed=_.found.max().over(**each)).filter(_.rank == 0)
    return workers.group_by(["employer_id", *STRATUM]).agg(examined=_.count(), harmed=_.harmed.sum().cast("int64"))


def harmed(frames: Frames, start: date, end: date, employers: list[int]) -> Table:
    """Who is counted as harmed at these employers, by which examination: employer_id, hazard, person_id, record_id."""
    found = _concluded(frames, start, end).filter(_.employer_id.isin(employers), _.found == 1)
    return found.select("employer_id", "hazard", "person_id", "record_id").distinct()


def _concluded(frames: Frames, start: date, end: date) -> Table:
    """The conclusions of examinations at work, hazard by hazard: `found` is 1 where somebody was harmed."""
    exams = frames.document("examination").filter(_.examined_on > start, _.examined_on <= end)
    exams = exams.filter(_.exam_type != BEFORE_WORK, _.employer_id.notnull())
    return exams.mutate(conclusion=_.conclusions.unnest()).mutate(
        hazard=_.conclusion.hazards.unnest(), found=_.conclusion.conclusion.isin(HARMED).cast("int64")
    )


def _band(months: Value) -> Value:
    """0 for less than the first of EXPOSURE_YEARS, and so on."""
    return sum((months >= years * YEAR).cast("int64") for years in EXPOSURE_YEARS)


def excess(counts: pd.DataFrame) -> pd.DataFrame:
    """Observed, expected, ratio, interval and p for each employer and hazard that can be compared.

    The rate of a stratum is that of all other employers, with one worker at the hazard's rate added, so that a stratum
    few others have says little. A hazard nobody else has cannot be compared: it is left out.
    """
    hazard = _elsewhere(counts, ["hazard"])
    overall = hazard.harmed.clip(lower=HALF) / hazard.examined.where(hazard.examined > 0)
    stratum = _elsewhere(counts, STRATUM)
    rate = (stratum.harmed + overall) / (stratum.examined + 1)
    table = (
        counts.assign(expected=counts.examined * rate)[overall.notna()]
        .groupby(["employer_id", "hazard"], as_index=False)
        .agg(examined=("examined", "sum"), observed=("harmed", "sum"), expected=("expected", "sum"))
    )
    return _tested(table)


def _elsewhere(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """For each row, the examined and harmed workers of all other employers that are alike in `by`."""
    numbers = ["harmed", "examined"]
    everywhere = counts.groupby(by, dropna=False)[numbers].transform("sum")
    return everywhere - counts.groupby(["employer_id", *by], dropna=False)[numbers].transform("sum")


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    """The exact Poisson tail of each row, and its interval."""
    observed, expected = table.observed.to_numpy(float), table.expected.to_numpy(float)
    p = stats.poisson.sf(observed - 1, expected)
    low = stats.chi2.ppf(0.025, 2 * np.maximum(observed, 1)) * (observed > 0) / 2 / expected
    high = stats.chi2.ppf(0.975, 2 * (observed + 1)) / 2 / expected
    return table.assign(ratio=observed / expected, low=low, high=high, p=p)
