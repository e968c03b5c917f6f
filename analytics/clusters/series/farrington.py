"""The original method: C. P. Farrington et al., A statistical algorithm for the early detection of outbreaks of
infectious disease, Journal of the Royal Statistical Society A 1996;159:547-563. A period is compared with the windows
around the same time of the years before; a trend is kept at p < 0.05, past outbreaks are weighed down from an Anscombe
residual of 1, and the bound is normal in cases^(2/3). Kept for comparison: noufaily is the better of the two.
"""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.series.baseline import Season, baselines
from analytics.clusters.series.bound import Bound, judge
from analytics.clusters.series.counts import MONTHS, WEEKS, CountSeries, Unit
from analytics.clusters.series.fitting import Control
from analytics.clusters.series.judgement import Judgement
from analytics.clusters.series.regression import fits, trend_t

SEASONS: dict[Unit, Season] = {WEEKS: Season(5, 3, 1, 3), MONTHS: Season(5, 1, 1, 1)}
BOUND = Bound(alpha=0.005, kind="delta")
TREND_P, RESIDUAL = 0.05, 1.0


def farrington(
    series: CountSeries,
    judged: NDArray[np.int64],
    season: Season | None = None,
    bound: Bound = BOUND,
    as_surveillance: bool = False,
) -> Judgement:
    """Judgement of every series in the judged rows, TOO_SHORT where the years of `season` are not there or half empty.

    Rows not reported are left out of a baseline. `as_surveillance`: with the errors of R's surveillance 1.20.3.
    """
    season = season or SEASONS[series.unit]
    trend = trend_t(TREND_P, season.years, series.counts.shape[1])
    control = Control(season.levels, trend, RESIDUAL, as_surveillance)
    return judge(series, judged, fits(series, baselines(series, judged, season), control), bound)
