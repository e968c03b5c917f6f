"""What is new, over the hierarchies of the field: the tree-temporal scan conditional on node and time, its windows
ending now (W. K. Yih, J. C. Maro, M. Nguyen et al., American Journal of Epidemiology 2018;187:1269-1276).

All trees over all hazards are one stream: what is as surprising somewhere is one question, and of an employer and the
city it is in, the one that tells the excess best is then the more surprising.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from scipy.special import xlogy

from analytics.clusters.layers.batches import Batches, Floats
from analytics.clusters.layers.harmed import HARMED, PAIR
from analytics.clusters.layers.hierarchies import LEVELS, Nodes, register
from analytics.clusters.layers.layer import BELIEVED, Layer, Window
from analytics.clusters.layers.monthly import Monthly
from analytics.clusters.layers.tails import HALF
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.significance import rank_p, tail_p
from analytics.clusters.trees.likelihood import FEWEST
from analytics.frames import Frames

ONSET = "onset"
REPLICATES, SEED = 199, 1  # the tail beyond them is fitted
# By which expectation each tree is judged: what befalls a hazard everywhere is new to the hazard alone.
JUDGED_BY = {"expected": ("territory", "industry", "ownership", "employer"), "steady": ("hazard",)}
STREAMS = 1


def onset(frames: Frames, past: Monthly, window: Window) -> Layer:
    """Nodes with `window.least_ratio` times as many harmed in their last months as their own past lets expect."""
    pairs = past.rows[PAIR].drop_duplicates().merge(register(frames), on="employer_id", how="left")
    pairs = pairs.assign(kind=pairs.hazard.str[:1])
    found, maxima = list[tuple[float, Alarm]](), np.zeros(REPLICATES)
    for expected, names in JUDGED_BY.items():
        batches = Batches.of(past.rows, expected)
        if len(batches.pairs):
            told = batches.pairs.merge(pairs, on=PAIR, how="left")
            trees = {name: Windows.of(batches, Nodes.of(told, LEVELS[name])) for name in names}
            maxima = np.maximum(maxima, _maxima(batches, list(trees.values())))
            found += [each for name, of in trees.items() for each in _excesses(batches, name, of, past, window)]
    chances = _chance(np.array([surprise for surprise, _ in found]), maxima)
    return Layer(
        [replace(alarm, p=max(float(p), BELIEVED)) for (_, alarm), p in zip(found, chances, strict=True)], STREAMS
    )


@dataclass(frozen=True)
class Windows:
    """Of each of `nodes` its `cases` float64[n, 1] and how many of them are `expected` in its last 1, 2, … LONGEST
    months, float64[n, LONGEST]; `moves`, the variance of the ratio of both rates as rates move from year to year."""

    nodes: Nodes
    cases: Floats
    expected: Floats
    moves: Floats

    @classmethod
    def of(cls, batches: Batches, nodes: Nodes) -> "Windows":
        cases, expected = nodes.sums(batches.cases[:, None].astype(float)), nodes.sums(batches.expected)
        inside, outside = nodes.sums(batches.expected**2), nodes.sums(batches.before_squared)
        with np.errstate(divide="ignore", invalid="ignore"):
            moves = batches.spread * (inside / expected**2 + outside / (cases - expected) ** 2)
        return cls(nodes, cases, expected, moves)

    def before(self, observed: Floats) -> Floats:
        """How many the node's own time before lets expect (prior of Jeffreys); infinite where there was none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            told = (self.cases - observed + HALF) * self.expected / (self.cases - self.expected)
        return np.where(self.expected < self.cases, told, np.inf)

    def surprise(self, observed: Floats) -> Floats:
        """The LLR of each node's window, given all its cases, negative binomial as rates move; nought for no excess.

        Where none moves this is the binomial LLR of the window against the time before.
        """
        c, b = observed, self.before(observed)
        with np.errstate(divide="ignore", invalid="ignore"):
            size = 1 / (1 / (self.cases - c + HALF) + self.moves)
            llr = xlogy(c, c / b) - (c + size) * np.log((c + size) / (b + size))
        return np.where((c > b) & (c >= FEWEST), llr, 0.0)


def _maxima(batches: Batches, trees: list[Windows]) -> Floats:
    """Over all the trees, float64[REPLICATES]."""
    random, maxima = np.random.default_rng(SEED), np.zeros(REPLICATES)
    for replicate in range(REPLICATES):
        drawn = batches.drawn(random)
        maxima[replicate] = max(each.surprise(each.nodes.sums(drawn)).max(initial=0.0) for each in trees)
    return maxima


def _excesses(
    batches: Batches, tree: str, windows: Windows, past: Monthly, window: Window
) -> Iterator[tuple[float, Alarm]]:
    """The most surprising window of each node, where it is worth a look; its chance is not known yet."""
    observed = windows.nodes.sums(batches.observed)
    surprise, before = windows.surprise(observed), windows.before(observed)
    node, at = np.arange(len(surprise)), surprise.argmax(axis=1)
    table = pd.DataFrame({"observed": observed[node, at], "expected": before[node, at]})
    for each in map(int, np.flatnonzero((surprise[node, at] > 0) & window.worth(table))):
        below, months = windows.nodes.below(each), int(at[each])
        pairs = batches.pairs.iloc[below[batches.observed[below, months] > 0]]
        numbers = float(observed[each, months]), float(before[each, months]), 1.0
        hazard = str(pairs.hazard.iloc[0]) if pairs.hazard.nunique() == 1 else None
        employers, days = frozenset(map(int, pairs.employer_id)), (past.first(months + 1), past.last)
        where = f"{tree} {windows.nodes.paths[each][-1]}"
        yield float(surprise[each, months]), Alarm(ONSET, HARMED, hazard, employers, *days, *numbers, where)


def _chance(surprise: Floats, maxima: Floats) -> Floats:
    """By the fitted tail; by rank where few worlds have any excess, and so no tail."""
    return tail_p(surprise, maxima) if np.median(maxima) > 0 else rank_p(surprise, maxima)
