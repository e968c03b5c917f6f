"""How far employers ordinarily differ, so that only what goes beyond it need be called a cluster.

No two workplaces are equally loud, and many workers prove any difference. The variance of employers' means about chance
is the one that gives their squared z the mean of chi-squared, both without the tenth that differ most, so that clusters
do not raise it (genomic control, Devlin & Roeder 1999, Biometrics 55:997, with a variance that counts by the workers).
"""

import numpy as np
from scipy import optimize, stats

from analytics.clusters.within_worker.nodes import Nodes, Vector

KEPT = 0.9  # of the employers
EDGE = float(stats.chi2.ppf(KEPT, 1))
MEAN = float(stats.chi2.cdf(EDGE, 3)) / KEPT  # of chi-squared below the edge, for x f(x; 1) = f(x; 3)
LARGEST = 1e3  # of a variance of scores whose own is one


def ordinary_variance(nodes: Nodes, scores: Vector) -> float:
    """Variance between employers beyond chance, in that of `scores`; nought where fewer than two can be compared."""
    employers, spread = nodes.whole, float(scores.var())
    if employers.sum() < 2 or spread <= 0:
        return 0.0
    size = nodes.sizes[employers]
    squares = nodes.sums(scores - scores.mean())[employers] ** 2 / (size * spread)
    kept = int(KEPT * len(size))

    def beyond(variance: float) -> float:
        return float(np.sort(squares / (1 + size * variance))[:kept].mean()) - MEAN

    return float(optimize.brentq(beyond, 0.0, LARGEST)) if beyond(0.0) > 0 > beyond(LARGEST) else 0.0
