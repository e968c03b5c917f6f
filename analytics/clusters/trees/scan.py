"""Tree scan, conditional Poisson: M. Kulldorff, Z. Fang, S. J. Walsh, A tree-based scan statistic for database disease
surveillance, Biometrics 2003;59:323-331. Every node, leaf and inner, is a cut: its branch against all the rest."""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.trees.counting import admitted, shares, summed
from analytics.clusters.trees.cuts import Scan, Settings, judged
from analytics.clusters.trees.node_maxima import node_maxima, node_ratios
from analytics.clusters.trees.nulls import Nulls
from analytics.clusters.trees.tree import Tree


def scan_tree(
    tree: Tree,
    cases: NDArray[Any],
    expected: NDArray[np.float64],
    settings: Settings | None = None,
    nulls: Nulls | None = None,
) -> Scan:
    """Nodes with more of the cases int[n] than their share of the `expected` float64[n], both at nodes themselves.

    Under the null all cases fall on nodes by these shares. Raises Refusal for what cannot be scanned.
    """
    return scan_outcomes(tree, np.asarray(cases)[..., None], expected, settings, nulls)[0]


def scan_outcomes(
    tree: Tree,
    cases: NDArray[Any],
    expected: NDArray[np.float64],
    settings: Settings | None = None,
    nulls: Nulls | None = None,
) -> list[Scan]:
    """`scan_tree` of several outcomes int[n, k] that share one expected, by one pass over shared draws.

    The replicates of an outcome with more cases are those of one with fewer and cases thrown after them: each
    outcome's p is what it would be alone, but the p of different outcomes are not independent of each other.
    """
    settings, counts = settings or Settings(), admitted(tree, np.asarray(cases))
    own = shares(tree, counts.sum(axis=1), np.asarray(expected, float))
    share = summed(tree.parent, own[:, None])[:, 0]
    totals = [int(total) for total in counts.sum(axis=0)]
    null = (Nulls() if nulls is None else nulls).maxima(
        (tree.parent, own, settings.replicates, settings.seed),
        totals,
        lambda missing: node_maxima(tree, own, share, missing, settings),
    )
    branches = summed(tree.parent, counts)
    return [
        judged(_nodes(tree, branches[:, each].copy(), share, total), total, null[each])
        for each, total in enumerate(totals)
    ]


def _nodes(tree: Tree, observed: NDArray[np.int64], share: NDArray[np.float64], cases: int) -> pd.DataFrame:
    llr = node_ratios(observed, share, cases)
    return pd.DataFrame({"node": tree.codes, "observed": observed, "expected": share * cases, "llr": llr})
