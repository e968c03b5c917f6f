"""Tree-temporal scan: W. K. Yih, J. C. Maro, M. Nguyen et al., Assessment of quadrivalent human papillomavirus vaccine
safety using the self-controlled tree-temporal scan statistic, American Journal of Epidemiology 2018;187:1269-1276.
Every node over runs of whole intervals; here what is common to all nodes in an interval is adjusted for too."""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.trees.counting import admitted, shares, summed
from analytics.clusters.trees.cuts import Scan, Settings, judged
from analytics.clusters.trees.nulls import Nulls
from analytics.clusters.trees.tree import Tree
from analytics.clusters.trees.window_maxima import permuted_maxima, thrown_maxima
from analytics.clusters.trees.windows import best_windows, runs_of


def scan_node_and_time(tree: Tree, cases: NDArray[Any], settings: Settings | None = None) -> Scan:
    """Nodes and windows with more of the cases int[n, T] than the totals of the node and of the intervals let expect.

    Under the null the cases take each other's intervals, both totals kept: neither a node with many cases always nor a
    month with many everywhere is a cut. Raises Refusal for what cannot be scanned.
    """
    settings, counts = settings or Settings(), admitted(tree, np.asarray(cases))
    branches, total = summed(tree.parent, counts), int(counts.sum())
    expected = np.outer(branches.sum(axis=1), counts.sum(axis=0)) / max(total, 1)
    homes, times = (np.repeat(axis.ravel(), counts.ravel()) for axis in np.indices(counts.shape))
    maxima = permuted_maxima(tree, homes.astype(np.int32), times.astype(np.int32), expected, settings)
    return judged(_windows(tree, branches, expected, settings), total, maxima)


def scan_tree_temporal(
    tree: Tree,
    cases: NDArray[Any],
    expected: NDArray[np.float64],
    settings: Settings | None = None,
    nulls: Nulls | None = None,
) -> Scan:
    """Nodes and windows with more of the cases int[n, T] than their share of the `expected` float64[n, T].

    Under the null all cases fall on nodes and intervals by these shares. Raises Refusal for what cannot be scanned.
    """
    settings, counts = settings or Settings(), admitted(tree, np.asarray(cases))
    own, total = shares(tree, counts, np.asarray(expected, float)), int(counts.sum())
    scaled = summed(tree.parent, own) * total
    maxima = (Nulls() if nulls is None else nulls).maxima(
        (tree.parent, own, settings.replicates, settings.seed, settings.max_duration, settings.prospective),
        [total],
        lambda _: thrown_maxima(tree, own, total, scaled, settings)[None],
    )
    return judged(_windows(tree, summed(tree.parent, counts), scaled, settings), total, maxima[0])


def _windows(
    tree: Tree, branches: NDArray[np.int64], expected: NDArray[np.float64], settings: Settings
) -> pd.DataFrame:
    """The best window of each node."""
    cases, intervals = int(branches[tree.parent < 0].sum()), branches.shape[1]
    runs = runs_of(intervals, settings.max_duration, settings.prospective)
    llr, ends = best_windows(branches[:, :, None], expected, runs, cases)
    first, last = ends.T
    inside = (np.arange(intervals) >= first[:, None]) & (np.arange(intervals) <= last[:, None])
    sums = {name: (table * inside).sum(axis=1) for name, table in (("observed", branches), ("expected", expected))}
    return pd.DataFrame({"node": tree.codes, **sums, "llr": llr, "first": first, "last": last})
