"""How many cases are allowed where so many were expected, and how surprising as many as were seen are."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.refusal import Refusal
from analytics.clusters.series.counts import MONTHS, WEEKS, CountSeries, Unit
from analytics.clusters.series.judgement import Judgement, judgement
from analytics.clusters.series.regression import Fits

Kind = Literal["plug-in", "muan", "delta"]
FOUR_WEEKS: dict[Unit, int] = {WEEKS: 4, MONTHS: 1}  # in periods
LEAST_MEAN = 1e-9  # a trend may foresee a mean that is nought in floating point
POISSON = 1e-9  # a variance this little over the mean is that of Poisson
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """A one-sided quantile, and the cases of four weeks (one month) below which there is no alarm.

    Kinds: "plug-in", negative binomial with variance dispersion * mean; "muan", the same with the mean itself at its
    quantile (Noufaily et al. 2013; R's nbPlugin and muan); "delta", normal in cases^(2/3) (Farrington et al. 1996).
    Raises Refusal for an alpha not between 0 and 1.
    """

    alpha: float = 0.005
    kind: Kind = "plug-in"
    least_cases: float = 5.0

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise Refusal("alpha 应在 0 与 1 之间。", "alpha must be between 0 and 1.")


def judge(series: CountSeries, judged: NDArray[np.int64], fits: Fits, bound: Bound) -> Judgement:
    """Judgement of every series in the judged rows, which `fits` are of. `p` of kind "muan" holds for its alpha."""
    cases = np.nan_to_num(series.counts[:, judged])
    mean, z = np.maximum(fits.expected, LEAST_MEAN), float(stats.norm.isf(bound.alpha))
    if bound.kind == "delta":
        upper, p = _delta(cases, mean, fits, z)
    else:
        raised = mean * np.exp(z * np.sqrt(fits.log_variance)) if bound.kind == "muan" else mean
        upper, p = _quantile(cases, raised, fits.dispersion, bound.alpha)
    found = judgement(cases, fits.expected, upper, p, fits.state)
    enough = series.latest(judged, FOUR_WEEKS[series.unit]) >= bound.least_cases
    return found._replace(alarm=found.alarm & enough)


def _delta(cases: Floats, mean: Floats, fits: Fits, z: float) -> tuple[Floats, Floats]:
    """Upper bound, and p of the cases: (cases / mean)^(2/3) is normal, of variance 4/9 (dispersion / mean + of log)."""
    deviation = 2.0 / 3.0 * np.sqrt(fits.dispersion / mean + fits.log_variance)
    upper: Floats = mean * (1.0 + z * deviation) ** 1.5
    return upper, stats.norm.sf((np.cbrt(cases / mean) ** 2 - 1.0) / np.where(deviation > 0.0, deviation, 1.0))


def _quantile(cases: Floats, mean: Floats, dispersion: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Upper bound, and chance of the cases or more, negative binomial or (dispersion 1) Poisson."""
    upper, p = stats.poisson.isf(alpha, mean), stats.poisson.sf(np.ceil(cases) - 1.0, mean)
    wide = dispersion > 1.0 + POISSON
    size, share = mean[wide] / (dispersion[wide] - 1.0), 1.0 / dispersion[wide]
    upper[wide] = stats.nbinom.isf(alpha, size, share)
    p[wide] = stats.nbinom.sf(np.ceil(cases[wide]) - 1.0, size, share)
    return upper, p
