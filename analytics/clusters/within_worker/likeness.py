"""What change is usual for workers alike, so that ageing, old losses and regression to the mean are no alarm.

A high first value falls by itself at the next test, and who is new to noise loses most: the change is regressed on the
baseline, the time between, age, sex and years of exposure (Bland & Altman 1994, BMJ 308:1499), the laboratory's own
shift is taken off as the other employers it tests show it, and what is left is ranked among those whose predicted
change and time between are alike: van der Waerden's normal score, which no single wild value can pull.
"""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import special, stats

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]
BANDS = 5  # of predicted change
IN_A_STRATUM = 60  # workers at least on average, or there are fewer bands
YEAR_BANDS = (1.5, 3.0)  # the longer between two tests, the wider people drift apart
BLOM = 3 / 8  # Blom (1958): where a rank lies in its distribution
WORST = 0.1  # a share of those alike: what is called worse
FEWEST = 0.5  # of a change nobody showed: a rate of nought would prove anything
WOMAN = 2  # GB/T 2261.1


def compared(changes: pd.DataFrame) -> pd.DataFrame:
    """`changes` with residual (in the marker's unit), score (standard normal by chance) and what to expect.

    worse: among the worst tenth of the stratum. worse_expected, changed_expected: the chance of worse and of `changed`
    for a worker like this one, by the rate in the stratum at other employers, with one worker at the overall rate
    added. Age, sex, exposure_years and institution are used where there are such columns; what is not told counts as
    the mean. No rows give no rows.
    """
    if changes.empty:
        return changes.assign(residual=0.0, score=0.0, worse=False, worse_expected=0.0, changed_expected=0.0)
    employer = pd.factorize(changes.employer)[0]
    design = _design(changes)
    change = changes.change.to_numpy(float)
    usual = design @ np.linalg.lstsq(design, change, rcond=None)[0]
    residual = change - usual - _shift_of_institution(changes, change - usual, employer)
    stratum = _strata(usual, changes.years.to_numpy(float))
    share = _rank_share(residual, stratum)
    worse = share > 1 - WORST
    return changes.assign(
        residual=residual,
        score=special.ndtri(share),
        worse=worse,
        worse_expected=_rate_elsewhere(worse.astype(float), stratum, employer),
        changed_expected=_rate_elsewhere(changes.changed.to_numpy(float), stratum, employer),
    )


def _design(changes: pd.DataFrame) -> Vector:
    """Standardised columns; one that says nothing stays nought, which least squares bears."""
    baseline, years, age = (_standard(_numbers(changes, name)) for name in ("baseline", "years", "age"))
    exposed = _standard(np.log1p(np.maximum(_numbers(changes, "exposure_years"), 0)))
    women = _standard((_numbers(changes, "sex") == WOMAN).astype(float))
    terms = [np.ones(len(changes)), baseline, baseline**2, years, baseline * years, age, age**2, age * years]
    return np.column_stack([*terms, women, exposed, exposed * years])


def _numbers(changes: pd.DataFrame, name: str) -> Vector:
    if name not in changes:
        return np.full(len(changes), np.nan)
    return np.asarray(pd.to_numeric(changes[name], errors="coerce"), float)


def _standard(values: Vector) -> Vector:
    told = np.isfinite(values)
    spread = values[told].std() if told.any() else 0.0
    if not spread > 0:
        return np.zeros(len(values))
    return np.where(told, (values - values[told].mean()) / spread, 0.0)


def _shift_of_institution(changes: pd.DataFrame, residual: Vector, employer: Codes) -> Vector:
    """How far an institution reads high, by the other employers it tests; shrunken as its variance bids.

    An institution that tests one employer only cannot be told apart from it: nothing is taken off.
    """
    if "institution" not in changes:
        return np.zeros(len(residual))
    institution = pd.factorize(changes.institution, use_na_sentinel=False)[0]
    summed, counted = _others(residual, institution, employer)
    within, size = residual.var(), np.bincount(institution)
    means = np.bincount(institution, residual) / size
    between = max(means.var() - (within / size).mean(), 0.0)
    if between <= 0:
        return np.zeros(len(residual))
    return np.asarray(between * summed / (between * counted + within), float)


def _strata(usual: Vector, years: Vector) -> Codes:
    spans = len(YEAR_BANDS) + 1
    bands = max(min(BANDS, len(usual) // (IN_A_STRATUM * spans)), 1)
    edges = np.quantile(usual, np.arange(1, bands) / bands)
    return np.asarray(np.searchsorted(edges, usual) * spans + np.searchsorted(YEAR_BANDS, years), np.int64)


def _rank_share(residual: Vector, stratum: Codes) -> Vector:
    """Where each lies in its stratum, in (0, 1); equal ones share their place."""
    size = np.bincount(stratum)
    first = np.cumsum(size) - size
    # the strata one after another, each by its residuals: dense ranks keep apart what floating point would blur
    place = stats.rankdata(stratum * len(residual) + stats.rankdata(residual, method="dense"))
    return np.asarray((place - first[stratum] - BLOM) / (size[stratum] + 1 - 2 * BLOM), float)


def _rate_elsewhere(happened: Vector, stratum: Codes, employer: Codes) -> Vector:
    """One's own employer is no measure of what is usual, lest a cluster explain itself away."""
    summed, counted = _others(happened, stratum, employer)
    overall = max(happened.mean(), FEWEST / len(happened))
    return np.asarray((summed + overall) / (counted + 1), float)


def _others(values: Vector, of: Codes, employer: Codes) -> tuple[Vector, Vector]:
    """Sum and number of those alike in `of` at other employers."""
    pair = pd.factorize(of * (employer.max() + 1) + employer)[0]
    summed = np.bincount(of, values)[of] - np.bincount(pair, values)[pair]
    counted = np.bincount(of)[of] - np.bincount(pair)[pair]
    return np.asarray(summed, float), np.asarray(counted, float)
