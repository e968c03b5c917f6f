"""Multidimensional subset scan: which values of which attributes, taken together, hold more cases than expected.

Neill, McFowland & Zheng (2013), Fast subset scan for multivariate event detection, Statistics in Medicine
32:2185-2208; Zhang & Neill (2016), Identifying significant predictive bias in classifiers, arXiv:1611.08292. A subset
is a set of values for each attribute; its score is the Poisson log-likelihood ratio of its cases over expected, less a
penalty for each value named. It is climbed one attribute at a time, here from the cells of two attributes with the
greatest excess instead of from random subsets. Expected counts are brought to the sum of the cases, so that an excess
is one over the rest of the table. The p-value is the rank of a score among the best scores of tables drawn by their
expected counts: binomial where people examined are given (a person is a case once), otherwise multinomial.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from analytics.clusters.draws import multinomial
from analytics.clusters.shrinkage.counts import Floats
from analytics.clusters.significance import rank_p
from analytics.clusters.subsets.ascent import Rows, ascend, pair_excess
from analytics.clusters.subsets.cells import Cells
from analytics.clusters.subsets.found import Found, Search, Subset

STARTS, STARTS_OF_PAIR = 12, 3  # cells climbed from, in all and of one pair of attributes
FEW_ROWS = 20_000


def find_subsets(cells: Cells, search: Search = Search()) -> Found:
    """The best subset, the best without its people (Zhang, Assuncao & Kulldorff 2010), and so on while there is any."""
    subsets: list[Subset] = []
    left = cells
    while len(subsets) < search.most and (best := _best(left, search.penalty)) is not None:
        subsets.append(best)
        left = left.without(best.inside)
    maxima = null_maxima(cells, search) if subsets else np.zeros(0)
    if len(maxima):
        subsets = [replace(subset, p_value=float(rank_p(subset.score, maxima))) for subset in subsets]
    return Found(sorted(subsets, key=lambda subset: -subset.score), maxima)


def null_maxima(cells: Cells, search: Search) -> Floats:
    """Best scores float64[replicates] where nothing is raised."""
    drawn = (_drawn(cells, search.seed, replicate) for replicate in range(search.replicates))
    return np.array([climb(cells, cases, search.penalty)[0].max(initial=0.0) for cases in drawn])


def _drawn(cells: Cells, seed: int, replicate: int) -> Floats:
    cases, expected = cells.observed.sum(), cells.expected
    if cells.examined is None:
        return multinomial(expected, int(cases), 1, seed, replicate)[:, 0].astype(float)
    wanted = expected * cases / expected.sum()
    chance = np.divide(wanted, cells.examined, out=np.zeros(len(wanted)), where=cells.examined > 0)
    random = np.random.default_rng([seed, replicate])
    return random.binomial(cells.examined.astype(np.int64), np.minimum(chance, 1)).astype(float)


def climb(cells: Cells, observed: Floats, penalty: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores float64[s] and members bool[s, attributes, widest] climbed from the best pairs, s <= STARTS."""
    sizes = np.array([len(values) for values in cells.values], np.int64)
    rows = Rows(cells.codes, sizes, cells.ordered, observed, cells.expected * _level(cells, observed))
    members = _starts(rows)
    scores = _each(lambda start: ascend(rows, float(penalty), start), members, len(observed))
    return np.array(scores), members


def _each(work: Callable[[Any], Any], things: Iterable[Any], rows: int) -> list[Any]:
    """What compiled work gives for each thing: on all cores, unless starting them takes longer than the work."""
    if rows < FEW_ROWS:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(get_num_threads()) as pool:
        return list(pool.map(work, things))


def _level(cells: Cells, observed: Floats) -> float:
    """Cases to one expected, in the whole table."""
    expected = float(cells.expected.sum())
    return float(observed.sum()) / expected if expected > 0 else 0.0


def _starts(rows: Rows) -> NDArray[np.bool_]:
    """One value of each of two attributes, all of the others; everything, where there is but one attribute."""
    sizes = rows.sizes
    whole = np.arange(sizes.max()) < sizes[:, None]
    pairs = list(combinations(range(len(sizes)), 2))
    if not pairs or not len(rows.observed):
        return np.repeat(whole[None], min(1, len(rows.observed)), axis=0)
    tables = _each(lambda pair: pair_excess(rows, *pair), pairs, len(rows.observed))
    cells = [(table[at], pair, at) for table, pair in zip(tables, pairs, strict=True) for at in _highest(table)]
    cells = sorted(cells, key=lambda cell: -cell[0])[:STARTS]
    members = np.repeat(whole[None], len(cells), axis=0)
    for start, (_excess, (first, second), at) in zip(members, cells, strict=True):
        one, two = divmod(int(at), int(sizes[second]))
        start[[first, second]] = False
        start[first, one] = start[second, two] = True
    return members


def _highest(table: Floats) -> NDArray[np.int64]:
    """The STARTS_OF_PAIR highest, the first of those that are equal."""
    return np.argsort(-table, kind="stable")[:STARTS_OF_PAIR]


def _best(cells: Cells, penalty: float) -> Subset | None:
    scores, choices = climb(cells, cells.observed, penalty)
    if scores.max(initial=0.0) <= 0:
        return None
    members, inside = choices[scores.argmax()], np.ones(len(cells.observed), bool)
    for chosen, codes in zip(members, cells.codes, strict=True):
        inside &= chosen[codes]
    values = {
        name: [value for value, is_in in zip(all_values, chosen, strict=False) if is_in]
        for name, all_values, chosen in zip(cells.attributes, cells.values, members, strict=True)
        if not chosen[: len(all_values)].all()
    }
    expected = float(cells.expected[inside].sum()) * _level(cells, cells.observed)
    return Subset(values, inside, int(cells.observed[inside].sum()), expected, float(scores.max()))
