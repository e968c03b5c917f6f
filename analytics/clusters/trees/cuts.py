"""What a tree scan is told and what it answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.significance import Gumbel, rank_p
from analytics.clusters.trees.tree import Tree

ROUNDING = 1e-9  # the whole tree has as many cases as expected, but for the sum of its shares


@dataclass(frozen=True)
class Settings:
    """`max_duration` is the largest share of the intervals in a window; `prospective` windows end in the last one."""

    replicates: int = 999
    seed: int = 1
    max_duration: float = 0.5
    prospective: bool = True

    def __post_init__(self) -> None:
        if not (self.replicates >= 0 and 0 < self.max_duration <= 1):
            raise Refusal(
                "模拟次数不能为负，时间窗上限须大于 0 且不超过 1。",
                "Replicates must not be below nought; the largest share of time must be above 0 and at most 1.",
            )


@dataclass(frozen=True)
class Scan:
    """Nodes with more cases than expected by falling LLR, and the maxima float64[R] of the replicates.

    `cuts` has the columns node, observed, expected, relative_risk (inside against outside; infinite where all cases
    are inside), llr, p_value (by rank: 1 / (R + 1) at the least), gumbel_p (the fitted tail, for recurrence intervals
    longer than R + 1 looks; as p_value with fewer than two replicates), and of a tree-temporal scan first and last,
    the window's intervals. Nodes within nodes are all there; a node with one case is not.
    """

    cuts: pd.DataFrame
    maxima: NDArray[np.float64]

    def apart(self, tree: Tree) -> pd.DataFrame:
        """The cuts without those that hold, or are held by, a node with a higher LLR."""
        taken, kept = np.zeros(len(tree), bool), []
        for node in tree.places(self.cuts.node):
            below = slice(tree.first[node], node + 1)
            kept.append(not taken[below].any())
            taken[below] |= kept[-1]
        return self.cuts[kept]


def judged(nodes: pd.DataFrame, cases: int, maxima: NDArray[np.float64]) -> Scan:
    """The scan of `nodes` (node, observed, expected, llr and more columns) against the maxima of the null."""
    cuts = nodes[nodes.llr > ROUNDING].sort_values("llr", ascending=False, kind="stable", ignore_index=True)
    with np.errstate(divide="ignore"):
        outside = (cases - cuts.expected) / (cases - cuts.observed)
    p_value = rank_p(cuts.llr, maxima)
    gumbel_p = Gumbel.of(maxima).p(cuts.llr) if len(maxima) > 1 else p_value
    risk = cuts.observed / cuts.expected * outside
    return Scan(_ordered(cuts.assign(relative_risk=risk, p_value=p_value, gumbel_p=gumbel_p)), maxima)


def _ordered(cuts: pd.DataFrame) -> pd.DataFrame:
    columns = ["node", "observed", "expected", "relative_risk", "llr", "p_value", "gumbel_p"]
    return cuts[[*columns, *cuts.columns.difference(columns)]]
