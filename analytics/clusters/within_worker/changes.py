"""How far each worker has moved from the own baseline: one row for each worker at an employer.

Within-person variation from pairs of tests of one person (Hnizdo et al. 2005, OEM 62:695); the limit of a single
change by it (Hnizdo et al. 2007, OEM 64:701; Jacobson & Truax 1991).
"""

from datetime import date

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.refusal import Refusal
from analytics.clusters.within_worker.markers import ONE_SIDED, Marker

YEAR = 365.25
JOB = ["worker", "employer"]
NEEDED = (*JOB, "day", "value")
APART_DAYS = 180  # at least, between baseline and last test: sooner the noise of yesterday's shift still shows
BASELINE_YEARS = 5.0  # no older one: what was lost long ago warns of nothing
TAILS = (0.05, 0.95)  # between these lie 2 x ONE_SIDED standard deviations


def changes(values: pd.DataFrame, marker: Marker, first: date, last: date) -> pd.DataFrame:
    """Workers with a test after `first` and up to `last`, and a baseline at least APART_DAYS before it.

    `values`: worker, employer, day, value (one a day; what else describes a worker is taken as of the last test). The
    baseline is the first value there within BASELINE_YEARS: the first, not the best, so that chance moves it no way.
    Returns the columns of `values` with baseline, baseline_day, years, change (worse is positive), limit, changed and
    confirmed (the test before the last had passed the limit too). Values that are no numbers, or not above nought
    where the marker is relative, are left out. Raises Refusal where a column is missing.
    """
    told = _in_order(values, marker, last)
    tests = told[told.day > pd.Timestamp(last) - pd.Timedelta(days=BASELINE_YEARS * YEAR)]
    of_job = tests.groupby(JOB, sort=False)
    tests = tests.assign(baseline=of_job.measure.transform("first"), baseline_day=of_job.day.transform("first"))
    tests = tests.assign(years=(tests.day - tests.baseline_day).dt.days / YEAR)
    tests = tests.assign(change=(tests.measure - tests.baseline) * marker.worse)
    tests = tests.assign(limit=limit(marker, tests.years, within_person_sd(tests)))
    return _latest(tests, pd.Timestamp(first))


def within_person_sd(tests: pd.DataFrame) -> float:
    """Of one test, from the differences between one and the next of a person; nought where there are none.

    By the range of nine tenths of them, which a cluster of fewer than one in twenty does not widen and a common trend,
    such as ageing, does not move.
    """
    steps = tests.measure.diff()[tests.duplicated(JOB)]
    if steps.empty:
        return 0.0
    low, high = np.quantile(steps.to_numpy(float), TAILS)
    return float((high - low) / (2 * ONE_SIDED * np.sqrt(2)))


def limit(marker: Marker, years: pd.Series, variation: float) -> pd.Series:
    """The change that no more than one in twenty pass by usual decline and test-retest variation, or the law's own."""
    if marker.least is not None:
        return pd.Series(marker.least, years.index)
    return marker.yearly * years + ONE_SIDED * np.sqrt(2) * variation


def _in_order(values: pd.DataFrame, marker: Marker, last: date) -> pd.DataFrame:
    missing = [name for name in NEEDED if name not in values]
    if missing:
        names = ", ".join(missing)
        raise Refusal(f"缺少列：{names}；请补上后再算。", f"Columns are missing: {names}; add them.")
    number = pd.to_numeric(values.value, errors="coerce").astype(float)
    usable = np.isfinite(number) & ((number > 0) if marker.relative else True)
    told = values.assign(day=pd.to_datetime(values.day), measure=number)[usable & values.employer.notna()]
    told = told[told.day <= pd.Timestamp(last)]
    if marker.relative:
        told = told.assign(measure=np.log(told.measure))
    ordered = told.sort_values([*JOB, "day"], kind="stable").drop_duplicates([*JOB, "day"], keep="last")
    return ordered.reset_index(drop=True)


def _latest(tests: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """The last test of each job, where it is one of the window and late enough after the baseline."""
    passed = tests.change >= tests.limit
    before = passed.shift(fill_value=False) & tests.duplicated(JOB)
    latest = tests.assign(changed=passed, confirmed=passed & before).drop_duplicates(JOB, keep="last")
    apart = (latest.day - latest.baseline_day).dt.days >= APART_DAYS
    return latest[(latest.day > first) & apart].drop(columns="measure").reset_index(drop=True)
