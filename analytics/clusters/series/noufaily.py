"""Farrington's method with the whole past as baseline: A. Noufaily et al., An improved algorithm for outbreak detection
in multiple surveillance systems, Statistics in Medicine 2013;32:1206-1222. A year is a factor of ten levels, a trend is
always fitted, half a year before the judged period is left out, past outbreaks are weighed down only from an Anscombe
residual of 2.58, and the bound is a quantile of the negative binomial. For series of some years with a season.
"""

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.series.baseline import Season, baselines
from analytics.clusters.series.bound import Bound, judge
from analytics.clusters.series.counts import MONTHS, WEEKS, CountSeries, Unit
from analytics.clusters.series.fitting import Control
from analytics.clusters.series.judgement import Judgement
from analytics.clusters.series.regression import fits, trend_t

SEASONS: dict[Unit, Season] = {WEEKS: Season(5, 3, 10, 26), MONTHS: Season(5, 1, 4, 6)}
ALWAYS, RESIDUAL = 1.0, 2.58


def noufaily(
    series: CountSeries,
    judged: NDArray[np.int64],
    season: Season | None = None,
    bound: Bound | None = None,
    as_surveillance: bool = False,
) -> Judgement:
    """Judgement of every series in the judged rows, TOO_SHORT where the years of `season` are not there or half empty.

    Rows not reported are left out of a baseline. `as_surveillance`: with the errors of R's surveillance 1.20.3.
    Raises Refusal where the season has more levels than periods.
    """
    season = season or SEASONS[series.unit]
    trend = trend_t(ALWAYS, season.years, series.counts.shape[1])
    control = Control(season.levels, trend, RESIDUAL, as_surveillance)
    return judge(series, judged, fits(series, baselines(series, judged, season), control), bound or Bound())
