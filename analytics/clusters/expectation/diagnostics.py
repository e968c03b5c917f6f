"""Whether expected counts can be trusted: calibration by age, hazard or institution, and clusters left out."""

from collections.abc import Collection

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from scipy import stats

from analytics.clusters.expectation.expected import BY_STRATUM, expected_counts, unscaled_counts
from analytics.clusters.expectation.pooling import pooled
from analytics.clusters.expectation.rates import Design
from analytics.clusters.refusal import Refusal


def calibration(expected: pd.DataFrame, by: str, threshold: int = 0) -> pd.DataFrame:
    """Examined, observed, expected, ratio and its exact 95 % interval (Garwood 1936) for each value of `by`.

    `expected` is what `expected_counts` gives. Ratios far from 1 over many cases say that the model is wrong there.
    Values with fewer persons than `threshold` are summed by `pooled`; `values` says how many a row is made of.
    """
    sums = expected.groupby(by, dropna=False, as_index=False)[["examined", "harmed", "expected"]].sum()
    shown = pooled(sums[sums.expected > 0].reset_index(drop=True), by, threshold)
    table = shown.rename(columns={"harmed": "observed"})
    observed = table.observed.to_numpy(float)
    low = np.where(observed > 0, stats.chi2.ppf(0.025, 2 * np.maximum(observed, 1)) / 2, 0.0)
    high = stats.chi2.ppf(0.975, 2 * (observed + 1)) / 2
    return table.assign(ratio=observed / table.expected, low=low / table.expected, high=high / table.expected)


def leave_cluster_out(
    frame: pd.DataFrame,
    members: Collection[object],
    design: Design = BY_STRATUM,
    expected: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """For each employer of `members` observed, expected, `expected_without` all members, ratio, and `kept`.

    `frame` as for `expected_counts`, `expected` what it gives where that is known already. `ratio` is expected /
    expected_without; `kept` the share of the excess that the model leaves, 1 where there is none to explain away.
    Raises Refusal where the members are not some of several.
    """
    inside = frame.employer_id.isin(list(members))
    if not inside.any() or inside.all():
        raise Refusal(
            "所列单位必须是表中的一部分单位，而不是全部。", "The employers must be some of those in the table, not all."
        )
    together = frame.assign(employer_id=pd.factorize(frame.employer_id.mask(inside))[0])  # the members are one, -1
    without = unscaled_counts(together, design).expected
    known = expected_counts(frame, design) if expected is None else expected
    table = known.assign(expected_without=without)[inside]
    sums = table.groupby("employer_id")[["harmed", "expected", "expected_without"]].sum().reset_index()
    excess = sums.harmed - sums.expected_without
    kept = ((sums.harmed - sums.expected) / excess.where(excess > 0)).fillna(1.0)
    ratio = (sums.expected / sums.expected_without.where(sums.expected_without > 0)).fillna(1.0)
    return sums.rename(columns={"harmed": "observed"}).assign(ratio=ratio, kept=kept)
