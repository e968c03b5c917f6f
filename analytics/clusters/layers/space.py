"""Counties near each other with more harmed workers than others, whatever city they belong to: circles, by hazard.

An employer counts in its county. A circle is as surprising as it still is without its loudest county: one county does
not make several, and is the business of the territory. Employers of a circle differ by more than chance: its
likelihood ratio is divided by how much more, as that of a node of the territory is.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.layers.harmed import HARMED
from analytics.clusters.layers.layer import BELIEVED, Layer, Window
from analytics.clusters.layers.tails import spreads
from analytics.clusters.scan.cylinders import likelihood_ratio
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Places, Settings
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.significance import Gumbel
from analytics.frames import Frames
from schemas.codes.divisions import HOME, current
from schemas.codes.shapes import middles

SPACE = "space"
SETTINGS = Settings(replicates=199)  # the tail beyond them is fitted
COUNTY = 6
FEWEST = 2  # counties, of which a circle can hold several


def space(frames: Frames, counts: pd.DataFrame, window: Window) -> Layer:
    """Circles of several counties: a single one is the business of the territory, which has less to look at."""
    told = counts.merge(_counties(frames, window.last), on="employer_id")
    streams = [rows for _, rows in told.groupby("hazard", sort=True) if rows.county.nunique() >= FEWEST]
    return Layer([alarm for rows in streams for alarm in _alarms(rows, window)], max(len(streams), 1))


def _counties(frames: Frames, on: date) -> pd.DataFrame:
    """employer_id and the county it lies in on this day, where that has a shape."""
    register = frames.employer.select("employer_id", "division_code").to_pandas().dropna()
    now = {code: (current(code, on) or "")[:COUNTY] for code in register.division_code.unique()}
    register = register.assign(county=register.division_code.map(now))
    return register[register.county.isin(middles(HOME))][["employer_id", "county"]]


def _alarms(rows: pd.DataFrame, window: Window) -> Iterator[Alarm]:
    sums = rows.groupby("county", sort=True)[["observed", "expected"]].sum()
    if not sums.observed.sum():
        return
    x, y = np.array([middles(HOME)[code] for code in sums.index]).T
    cases, expected = sums.observed.to_numpy(np.int64), sums.expected.to_numpy(float)
    scan = scan_spatial(Places(x, y, geographic=True), cases, expected, SETTINGS)
    chance, sums = Gumbel.of(scan.maxima), sums.assign(expected=expected * (cases.sum() / expected.sum()))
    table = pd.DataFrame({name: [getattr(one, name) for one in scan.clusters] for name in ("observed", "expected")})
    for at in np.flatnonzero(window.worth(table)):
        found = scan.clusters[at]
        counties = sums.index[np.sort(found.members)]
        if len(counties) >= FEWEST:
            inside = rows[rows.county.isin(counties)]
            p = max(_chance(chance, sums, inside), BELIEVED)
            employers = frozenset(map(int, inside.employer_id))
            numbers = (float(found.observed), float(found.expected), p, ",".join(counties))
            yield Alarm(SPACE, HARMED, str(rows.hazard.iloc[0]), employers, window.first, window.last, *numbers)


def _chance(chance: Gumbel, sums: pd.DataFrame, inside: pd.DataFrame) -> float:
    """Of the counties of the employers `inside` but the loudest, as these employers may differ; of `sums`, the
    observed and expected of all counties, without that."""
    circle = sums.loc[inside.county.unique()]
    loudest = (circle.observed - circle.expected).idxmax()
    rest, others = circle.drop(loudest).sum(), inside[inside.county != loudest]
    ratio = float(likelihood_ratio(rest.observed, rest.expected, sums.observed.drop(loudest).sum(), np.inf))
    share = float((others.expected**2).sum() / others.expected.sum())
    return sum(weight * float(chance.p(ratio / (1 + float(of[0]) * share))) for weight, of in spreads(others.iloc[:1]))
