"""Pairs with their shrunken ratios and false discovery rates: the work list, ranked by what is surely raised."""

import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.shrinkage.false_discovery import excess_p, local_rate, null_share, q_values
from analytics.clusters.shrinkage.posterior import Posterior
from analytics.clusters.shrinkage.prior import GammaMixture, fit

RAISED = 1.5  # a ratio worth a visit


def shrink(pairs: pd.DataFrame, prior: GammaMixture | None = None, *, listed: bool = False) -> pd.DataFrame:
    """`pairs` (observed, expected, and any other columns) with ebgm, eb05, eb95, raised, p, q, local_rate; same order.

    `raised` is the probability of a ratio above RAISED. Without a `prior` it is fitted to the pairs; `listed` where
    only pairs with a case are listed. Raises Refusal, see `Counts.of`.
    """
    observed, expected = pairs.observed.to_numpy(float), pairs.expected.to_numpy(float)
    prior = prior or fit(observed, expected, listed=listed)
    posterior, p = Posterior.of(prior, observed, expected), excess_p(observed, expected)
    nulls = 1.0 if listed else null_share(observed, expected)  # pairs left out are the very ones it counts
    return pairs.assign(
        ebgm=posterior.ebgm,
        eb05=posterior.quantile(0.05),
        eb95=posterior.quantile(0.95),
        raised=posterior.above(RAISED),
        p=p,
        q=q_values(p, nulls),
        local_rate=local_rate(prior, observed, expected, nulls),
    )
