"""Observed against expected, by employer and hazard: who sends more harmed workers than their like elsewhere.

Expected counts by indirect standardisation over sex, age, length of exposure and kind of examination, each employer
against all others; exact Poisson tail and interval (Garwood 1936), false discovery rate by Benjamini & Hochberg (1995).
"""

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _
from ibis.expr.types import Table
from scipy import stats

from analytics.frames import Frames
from analytics.parameters import parameter

HARMED = ("02", "03")  # 疑似职业病, 职业禁忌证
STRATUM = ["hazard", "sex", "age_band", "exposure_band", "exam_type"]
EXPOSURE_YEARS = (5, 10, 20)
YEAR = 12


@dataclass(frozen=True)
class Limits:
    """What makes an excess worth a person's time. Values and reasons in `analytics/parameters/clusters`."""

    window_months: int
    least_observed: int
    least_ratio: float
    false_discovery: float

    @classmethod
    def on(cls, day: date) -> "Limits":
        names = ("window_months", "least_observed", "least_ratio", "false_discovery")
        window, observed, ratio, rate = (parameter(f"clusters/{name}").on(day).value for name in names)
        return cls(int(window), int(observed), ratio, rate)


def find(frames: Frames, as_of: date, limits: Limits) -> pd.DataFrame:
    """Employers and hazards with an excess on `as_of`, most surprising first.

    Columns: employer_id, hazard, examined, observed, expected, ratio, low, high (95 %), p, q, window_from, window_to.
    """
    start = (pd.Timestamp(as_of) - pd.DateOffset(months=limits.window_months)).date()
    counts = strata(frames, start, as_of).to_pandas()
    table = excess(counts)
    flagged = table[
        (table.observed >= limits.least_observed)
        & (table.ratio >= limits.least_ratio)
        & (table.q <= limits.false_discovery)
    ]
    return flagged.assign(window_from=start, window_to=as_of).sort_values(["p", "employer_id", "hazard"])


def strata(frames: Frames, start: date, end: date) -> Table:
    """Examined and harmed workers by employer and stratum; a worker counts once for each employer and hazard."""
    exams = frames.document("examination").filter(_.examined_on > start, _.examined_on <= end)
    people = frames.worker.select("worker_id", "sex", "birth_year")
    concluded = exams.mutate(conclusion=_.conclusions.unnest()).mutate(
        hazard=_.conclusion.hazards.unnest(), harmed=_.conclusion.conclusion.isin(HARMED).cast("int64")
    )
    rows = concluded.inner_join(people, "worker_id")
    rows = rows.mutate(
        age_band=((rows.examined_on.year() - rows.birth_year) // 10).cast("int64"),
        exposure_band=ibis.cases(
            (rows.exposure_months < 5 * YEAR, 0),
            (rows.exposure_months < 10 * YEAR, 1),
            (rows.exposure_months < 20 * YEAR, 2),
            else_=3,
        ),
    )
    keys = ["employer_id", "hazard", "person_id"]
    last = ["sex", "age_band", "exposure_band", "exam_type"]
    workers = rows.group_by(keys).agg(
        harmed=_.harmed.max(), **{name: rows[name].argmax(rows.examined_on) for name in last}
    )
    return workers.group_by(["employer_id", *STRATUM]).agg(examined=_.count(), harmed=_.harmed.sum())


def excess(counts: pd.DataFrame) -> pd.DataFrame:
    """Observed, expected, ratio, interval, p and q for each employer and hazard.

    Each stratum's rate is that of all other employers; a stratum that nobody else has takes the hazard's rate.
    """
    if counts.empty:
        names = ["employer_id", "hazard", "examined", "observed", "expected", "ratio", "low", "high", "p", "q"]
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in names})
    expected = counts.examined * _rate_elsewhere(counts, STRATUM, _rate_elsewhere(counts, ["hazard"], 0.0))
    table = (
        counts.assign(expected=expected)
        .groupby(["employer_id", "hazard"], as_index=False)
        .agg(examined=("examined", "sum"), observed=("harmed", "sum"), expected=("expected", "sum"))
    )
    return _tested(table)


def _rate_elsewhere(counts: pd.DataFrame, by: list[str], otherwise: "pd.Series[float] | float") -> "pd.Series[float]":
    """For each row, the share harmed among the same stratum's workers of all other employers."""
    stratum = counts.groupby(by)[["harmed", "examined"]].transform("sum")
    own = counts.groupby(["employer_id", *by])[["harmed", "examined"]].transform("sum")
    others = stratum - own
    return (others.harmed / others.examined.where(others.examined > 0)).fillna(otherwise)


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    """The exact Poisson tail of each row, its interval, and its q among all rows."""
    observed, expected = table.observed.to_numpy(), table.expected.to_numpy()
    p = np.where(observed > 0, stats.poisson.sf(observed - 1, np.maximum(expected, 1e-12)), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.inf)
        low = np.where(observed > 0, stats.chi2.ppf(0.025, 2 * observed) / 2 / expected, 0.0)
        high = stats.chi2.ppf(0.975, 2 * (observed + 1)) / 2 / expected
    q = stats.false_discovery_control(p)
    return table.assign(ratio=ratio, low=low, high=high, p=p, q=q)
