"""Similar exposure groups against their limit: how often it is exceeded, and how sure that is.

Readings of one group are lognormal (Rappaport 1991, Ann Occup Hyg 35:61); one below detection says that much and no
more, and is never replaced by half its limit (Helsel 2005, Nondetects and Data Analysis). What is judged is the share
above the limit and the 95th percentile, each with its upper 95 % limit (Hewett & Ganser; EN 689:2018).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from scipy import stats

from analytics.clusters.exceedance.censored import fit_normals
from analytics.clusters.exceedance.confidence import CONFIDENCE, chance_of, percentile, share_above
from analytics.clusters.refusal import Refusal

ALLOWED = 0.05  # of all shifts above the limit: compliant by EN 689, where the 95th percentile is at the limit
LEAST_DETECTED = 3  # fewer tell no spread
EQUAL = 1e-9  # spread of logarithms: all the same
LOGNORMAL, COUNT = "lognormal", "count"
NEEDED = ("value", "below", "limit")
FITTED = ("geometric_mean", "geometric_sd", "p95", "p95_upper")


def exceedance(readings: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row for each group of `by`: readings, detected, above, expected, method, share, share_upper, p and FITTED.

    `readings`: value (above nought), below (the value is a detection limit that was not reached), limit (same unit).
    FITTED are multiples of the limit. above counts detected readings beyond it, expected is ALLOWED of all; p is the
    chance of as much where the true share is ALLOWED. With fewer than LEAST_DETECTED detected, or all equal, the
    method is count: the share seen, Clopper-Pearson's upper limit and the binomial tail; FITTED is empty, and a reading
    below a detection limit that is itself above the limit counts as above in share_upper only. Raises Refusal where a
    column is missing or a value or limit is no number above nought.
    """
    checked(readings)
    group = readings.groupby(list(by), dropna=False, sort=True).ngroup()
    told = readings.assign(x=np.log(readings.value.astype(float) / readings.limit.astype(float)), group=group)
    told = told.assign(
        above=~told.below & (told.x > 0), unclear=told.below & (told.x > 0), seen=told.x.where(~told.below)
    )
    heads = told.drop_duplicates("group").set_index("group").sort_index()[list(by)]
    table = heads.join(_by_count(told))
    return _with_fit(table, told).drop(columns="unclear").reset_index(drop=True)


def checked(readings: pd.DataFrame) -> None:
    """Raises Refusal, naming what is wrong and in how many rows."""
    missing = [name for name in NEEDED if name not in readings]
    if missing:
        names = ", ".join(missing)
        raise Refusal(f"缺少列：{names}；请补上后再算。", f"Columns are missing: {names}; add them.")
    for name, zh in (("value", "检测值"), ("limit", "限值")):
        number = pd.to_numeric(readings[name], errors="coerce").astype(float)
        bad = int((~(np.isfinite(number) & (number > 0))).sum())
        if bad:
            raise Refusal(
                f"有 {bad} 行的{zh}不是大于零的数；低于检出限的请填检出限，并在 below 一栏注明。",
                f"In {bad} rows {name} is no number above nought; for non-detects give the detection limit and below.",
            )


def _by_count(told: pd.DataFrame) -> pd.DataFrame:
    of = told.groupby("group")
    table = of.agg(
        readings=("x", "size"), detected=("seen", "count"), above=("above", "sum"), unclear=("unclear", "sum")
    )
    n, above, most = table.readings, table.above, table.above + table.unclear
    upper = np.where(most < n, stats.beta.ppf(CONFIDENCE, most + 1, np.maximum(n - most, 1)), 1.0)
    p = stats.binom.sf(above - 1, n, ALLOWED)
    return table.assign(expected=ALLOWED * n, method=COUNT, share=above / n, share_upper=upper, p=p)


def _with_fit(table: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The groups that tell a spread by the fitted distribution instead."""
    spread = told.groupby("group").seen.std(ddof=0)
    fit = table.index[(table.detected >= LEAST_DETECTED) & (spread > EQUAL)]
    table = table.assign(**{name: pd.array([pd.NA] * len(table), "Float64") for name in FITTED})
    if fit.empty:
        return table
    rows = told[told.group.isin(fit)]
    fitted = fit_normals(rows.x.to_numpy(), rows.below.to_numpy(bool), np.searchsorted(fit, rows.group.to_numpy()))
    share, upper, _worth = share_above(fitted)
    table.loc[fit, ["share", "share_upper", "p"]] = np.column_stack([share, upper, chance_of(fitted, ALLOWED)])
    table.loc[fit, "method"] = LOGNORMAL
    logs = (fitted.a / fitted.b, 1 / fitted.b, *percentile(fitted, 1 - ALLOWED))
    table.loc[fit, list(FITTED)] = np.exp(np.minimum(np.column_stack(logs), np.log(np.finfo(float).max)))
    return table
