"""Counties, cities, industries with more harmed workers than others: the tree scan, hazard by hazard.

An employer counts in its county and in its class of industry, so that no coordinates are needed; a stream is one hazard
over one tree. Employers of a node differ by more than chance: its likelihood ratio is divided by how much more.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.layers.harmed import HARMED
from analytics.clusters.layers.layer import Layer, Window
from analytics.clusters.layers.tails import spreads
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.significance import Gumbel
from analytics.clusters.trees.cuts import Scan, Settings
from analytics.clusters.trees.scan import scan_tree
from analytics.clusters.trees.tree import Tree
from analytics.frames import Frames

SETTINGS = Settings(replicates=199)  # the tail beyond them is fitted
TREES = {  # layer: the code of an employer, and how many of its characters each level has
    "territory": ("division_code", (4, 6)),
}


def trees(frames: Frames, counts: pd.DataFrame, window: Window) -> Layer:
    """Every node of each tree. A single employer is the business of another layer."""
    register = frames.employer.select("employer_id", "division_code", "industry_code").to_pandas()
    told = counts.merge(register, on="employer_id", how="left")
    alarms: list[Alarm] = []
    streams = 0
    for layer, (column, levels) in TREES.items():
        known = told[told[column].astype("string").str.len() >= levels[-1]]
        for hazard, rows in known.groupby("hazard", sort=True):
            streams += 1
            alarms += _alarms(layer, str(hazard), rows.assign(code=rows[column].str[: levels[-1]]), levels, window)
    return Layer(alarms, max(streams, 1))


def _alarms(layer: str, hazard: str, rows: pd.DataFrame, levels: tuple[int, ...], window: Window) -> Iterator[Alarm]:
    sums = rows.groupby("code")[["observed", "expected"]].sum()
    tree = Tree.of_prefixes(list(sums.index), levels)
    cases, expected = np.zeros(len(tree), np.int64), np.zeros(len(tree))
    places = tree.places(list(sums.index))
    cases[places], expected[places] = sums.observed.astype(np.int64), sums.expected
    cuts = _judged(scan_tree(tree, cases, expected, SETTINGS), rows, levels)
    for cut in cuts[window.worth(cuts)].itertuples():
        inside = rows[rows.code.str.startswith(cut.node)]
        employers = frozenset(int(each) for each in inside.employer_id)
        if len(employers) > 1:
            numbers = (float(cut.observed), float(cut.expected), float(cut.p))
            yield Alarm(layer, HARMED, hazard, employers, window.first, window.last, *numbers, str(cut.node))


def _judged(found: Scan, rows: pd.DataFrame, levels: tuple[int, ...]) -> pd.DataFrame:
    """The cuts with `p` in the light of how employers differ."""
    squares = pd.concat([(rows.expected**2).groupby(rows.code.str[:length]).sum() for length in levels])
    share = squares.reindex(found.cuts.node).to_numpy(float) / found.cuts.expected
    chance, may_be = Gumbel.of(found.maxima), spreads(rows.iloc[:1])
    return found.cuts.assign(
        p=sum(weight * chance.p(found.cuts.llr / (1 + spread * share)) for weight, spread in may_be)
    )
