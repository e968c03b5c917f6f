"""Workplaces whose workers have changed more than others like them (Kulldorff, Huang & Konty 2009, IJHG 8:58).

The scan statistic of the normal model, over employers and the posts in them in place of circles: the log likelihood
ratio of a mean of its own against one mean for all, with a common variance, where that mean is higher; p from the
maximum over all workplaces when the scores of the workers are dealt anew, its tail by Gumbel.
"""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy import stats

from analytics.clusters.refusal import Refusal
from analytics.clusters.significance import Gumbel, rank_p
from analytics.clusters.within_worker.differences import ordinary_variance
from analytics.clusters.within_worker.nodes import Nodes, Vector

COUNTED = {"observed": "worse", "expected": "worse_expected", "shifted": "changed",
           "shifted_expected": "changed_expected", "confirmed": "confirmed"}  # fmt: skip
COLUMNS = (
    "employer",
    "post",
    "workers",
    *COUNTED,
    "mean_residual",
    "llr",
    "p",
    "p_beyond",
    "p_shifted",
    "first",
    "last",
)
USED = ("score", "residual", "baseline_day", "day", "worse", "worse_expected", "changed", "changed_expected",
        "confirmed")  # fmt: skip
LEAST_REPLICATES = 19
BLOCK = 2_000_000  # scores dealt at a time


def excess(compared: pd.DataFrame, replicates: int = 199, seed: int = 1) -> pd.DataFrame:
    """One row for each employer with LEAST_WORKERS, and each such post of those with several (else post is None).

    `compared` is one stream of likeness.compared. observed and expected count the workers that are worse (in the worst
    tenth of those alike), shifted and shifted_expected those who changed by more than the limit, confirmed those who
    did so twice running; mean_residual is in the marker's unit. p holds for the whole stream; p_shifted is the binomial
    tail of shifted alone (conservative: Hoeffding 1956). p_beyond is p where employers ordinarily differ as these do:
    the statistic is divided by its inflation. first and last: baselines and tests. Sorted by p_beyond. Raises Refusal
    for fewer than LEAST_REPLICATES.
    """
    if replicates < LEAST_REPLICATES:
        raise Refusal(
            f"重复次数至少为 {LEAST_REPLICATES}，否则得不到小于 0.05 的 P 值。",
            f"At least {LEAST_REPLICATES} replicates, or no p can be as small as 0.05.",
        )
    ordered = _in_order(compared)
    nodes = Nodes.of(ordered.employer.to_numpy(), ordered.post.to_numpy())
    judged = _judged(nodes, ordered.score.to_numpy(float), replicates, seed)
    table = pd.DataFrame({**_described(ordered, nodes), **judged})[list(COLUMNS)]
    return table.sort_values(["p_beyond", "p", "llr"], ascending=[True, True, False], kind="stable")


def _judged(nodes: Nodes, scores: Vector, replicates: int, seed: int) -> dict[str, Vector]:
    if not len(nodes.starts):
        return dict.fromkeys(("llr", "p", "p_beyond"), np.zeros(0))
    llr = nodes.llr(scores)
    beyond = llr / (1 + nodes.sizes * ordinary_variance(nodes, scores))
    maxima = null_maxima(nodes, scores, replicates, seed)
    return {"llr": llr, "p": _p(llr, maxima), "p_beyond": _p(beyond, maxima)}


def null_maxima(nodes: Nodes, scores: Vector, replicates: int, seed: int) -> Vector:
    """The highest log likelihood ratio of any node when the scores are dealt anew, `replicates` times."""
    random = np.random.default_rng(seed)
    at_once = max(BLOCK // len(scores), 1)
    turns = [min(at_once, replicates - done) for done in range(0, replicates, at_once)]
    dealt = (random.permuted(np.tile(scores, (turn, 1)), axis=1) for turn in turns)
    return np.concatenate([nodes.llr(each).max(axis=-1) for each in dealt])


def _p(llr: Vector, maxima: Vector) -> Vector:
    """By rank; beyond all replicates by the fitted tail."""
    beyond = np.minimum(Gumbel.of(maxima).p(llr), 1 / (len(maxima) + 1))
    return np.where(llr > maxima.max(), beyond, rank_p(llr, maxima))


def _in_order(compared: pd.DataFrame) -> pd.DataFrame:
    post = compared.post.astype(object) if "post" in compared else pd.Series("", compared.index, dtype=object)
    told = compared[["employer", "worker", *USED]].assign(post=post.where(post.notna(), "").astype(str))
    return told.sort_values(["employer", "post", "worker"], kind="stable", ignore_index=True)


def _described(ordered: pd.DataFrame, nodes: Nodes) -> dict[str, Any]:
    size, post = nodes.sizes, ordered.post.to_numpy(object)[nodes.starts]
    sums = {name: nodes.sums(ordered[column].to_numpy(float)) for name, column in COUNTED.items()}
    counts = {name: sums[name].round().astype(np.int64) for name in ("observed", "shifted", "confirmed")}
    first, last = nodes.least(_days(ordered, "baseline_day")), -nodes.least(-_days(ordered, "day"))
    return {
        "employer": ordered.employer.to_numpy()[nodes.starts],
        "post": pd.Series(np.where(nodes.whole, None, post), dtype=object),
        "workers": size,
        **sums,
        **counts,
        "mean_residual": nodes.sums(ordered.residual.to_numpy(float)) / size,
        "p_shifted": stats.binom.sf(counts["shifted"] - 1, size, np.minimum(sums["shifted_expected"] / size, 1)),
        "first": pd.to_datetime(first, unit="D"),
        "last": pd.to_datetime(last, unit="D"),
    }


def _days(ordered: pd.DataFrame, name: str) -> NDArray[np.int64]:
    return np.asarray(ordered[name].to_numpy("datetime64[D]").astype(np.int64), np.int64)
