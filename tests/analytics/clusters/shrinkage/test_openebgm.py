"""The same pairs as R's openEBGM 0.9.1, the field's own package: EBGM and its quantiles, and the prior it fits.

`caers.csv`: reports of the thirty products and thirty reactions named most often in the public extract of the FDA's
CAERS that comes with openEBGM, 3,356 reports in all: observed of both, totals of either, EBGM and quantiles at PRIOR.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.shrinkage.counts import Counts
from analytics.clusters.shrinkage.posterior import Posterior
from analytics.clusters.shrinkage.prior import GammaMixture, fit
from analytics.clusters.shrinkage.table import shrink

REPORTS = 3_356
# exploreHypers(…, zeroes = TRUE) from 2, 2, 0.5, 0.5, 0.7 and the log likelihood there; from its vignette's guesses it
# stays at a lower peak, -1346.0845
PRIOR = GammaMixture((1.08330348, 0.189584515), (1.012046798, 0.213454136), 0.5605623362)
LOG_LIKELIHOOD = -1345.797968
# Of its fourth vignette: the prior fitted to all 17,189 pairs listed, and observed, expected, EB05, EBGM, EB95 printed
VIGNETTE = GammaMixture((3.25379356, 2.02612692), (0.39988854, 1.90807970), 0.06534557)
PRINTED = [
    (16, 0.40643623, 15.68, 23.26, 33.48),
    (19, 0.89690107, 11.65, 16.78, 23.55),
    (6, 0.07866508, 10.16, 18.28, 30.83),
    (8, 0.30482718, 9.00, 15.25, 24.52),
    (11, 0.56317044, 8.98, 14.28, 21.78),
    (1, 0.0360548272, 0.49, 2.23, 13.85),
    (1, 0.0002979738, 0.52, 2.63, 16.02),
]


@pytest.fixture(scope="module")
def caers() -> pd.DataFrame:
    told = pd.read_csv(Path(__file__).parent / "caers.csv")
    return told.assign(expected=told["product"] * told.reaction / REPORTS)


def test_every_number_at_the_same_prior(caers: pd.DataFrame) -> None:
    ours = shrink(caers[["observed", "expected"]], PRIOR)
    for column in ("ebgm", "eb05", "eb95"):
        assert ours[column].to_numpy() == pytest.approx(caers[column].to_numpy(), rel=1e-6, abs=2e-6)


def test_the_same_prior_is_fitted(caers: pd.DataFrame) -> None:
    """Nearer than its own two optimisers are to each other: `nlm` has alpha 1.08331 and 0.18959, share 0.56056."""
    found = fit(caers.observed, caers.expected)
    assert (found.alpha, found.beta) == (pytest.approx(PRIOR.alpha, rel=1e-4), pytest.approx(PRIOR.beta, rel=1e-4))
    assert found.share == pytest.approx(PRIOR.share, rel=1e-4)
    counts = Counts.of(caers.observed, caers.expected)
    assert PRIOR.log_chance(counts).sum() == pytest.approx(LOG_LIKELIHOOD, abs=1e-6)
    assert found.log_chance(counts).sum() > LOG_LIKELIHOOD - 1e-6


def test_what_its_vignette_prints() -> None:
    observed, expected, *printed = np.transpose(PRINTED)
    posterior = Posterior.of(VIGNETTE, observed, expected)
    ours = [posterior.quantile(0.05), posterior.ebgm, posterior.quantile(0.95)]
    assert np.round(ours, 2) == pytest.approx(np.array(printed), abs=0.0101)
