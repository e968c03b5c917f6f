"""A table as numbers: the distinct combinations of its attributes' values, with their cases and expected."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.refusal import Refusal
from analytics.clusters.shrinkage.counts import Counts, Floats

MOST_VALUES, MOST_ORDERED, MOST_PAIRS = 2**16, 1_000, 50_000_000  # of an attribute, an ordered one, two attributes
MOST_KEYS = 2**62


@dataclass(frozen=True)
class Cells:
    """n combinations of values of k attributes.

    `codes` uint16[k, n] number the values in `values`, rising; `ordered` bool[k] says of which attributes only ranges
    are looked for. Cases `observed`, `expected` and, where they are known, people `examined`, all float64[n].
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[Hashable, ...], ...]
    ordered: NDArray[np.bool_]
    codes: NDArray[np.uint16]
    observed: Floats
    expected: Floats
    examined: Floats | None = None

    @classmethod
    def of(cls, table: pd.DataFrame, attributes: Sequence[str], ordered: Sequence[str] = ()) -> "Cells":
        """From columns observed, expected, `attributes` and, if there is one, examined.

        A missing value is a value, of ordered ones the last. Raises Refusal for a count that is none, cases where
        nothing is expected, more cases than people, an attribute that is not there or has too many values.
        """
        counts = _checked(table, attributes, ordered)
        numbered = [pd.factorize(table[name], sort=True, use_na_sentinel=False) for name in attributes]
        values = tuple(tuple(found) for _codes, found in numbered)
        ranges = np.array([name in ordered for name in attributes])
        _refuse_too_many(np.array([len(found) for found in values]), ranges)
        codes = np.array([each for each, _found in numbered], np.uint16)
        codes, sums = _distinct(codes, tuple(map(len, values)), counts)
        return cls(tuple(attributes), values, ranges, codes, *sums)

    def without(self, rows: NDArray[np.bool_]) -> "Cells":
        """The same with no cases, and none expected, in some of the combinations."""
        observed, expected = np.where(rows, 0.0, [self.observed, self.expected])
        return replace(self, observed=observed, expected=expected)


def _checked(table: pd.DataFrame, attributes: Sequence[str], ordered: Sequence[str]) -> Floats:
    """Observed, expected and, if there is one, examined: float64[2 or 3, n]."""
    missing = [name for name in (*attributes, *ordered, "observed", "expected") if name not in table]
    if missing or not attributes or set(ordered) - set(attributes):
        named = missing or list(ordered) or ["attributes"]
        raise Refusal(f"缺少分析所需的列：{named}。", f"Columns are missing: {named}.")
    counts = Counts.of(table.observed.to_numpy(float), table.expected.to_numpy(float))
    if "examined" not in table:
        return np.array([counts.observed, counts.expected])
    examined = Counts.of(table.examined.to_numpy(float), np.ones(len(table))).observed
    if (counts.observed > examined).any():
        row = int(np.flatnonzero(counts.observed > examined)[0]) + 1
        raise Refusal(f"第 {row} 行的病例数多于受检人数。", f"Row {row} has more cases than people examined.")
    return np.array([counts.observed, counts.expected, examined])


def _refuse_too_many(sizes: NDArray[np.int64], ordered: NDArray[np.bool_]) -> None:
    """Where the search would take all memory or all night."""
    widest = np.sort(sizes)[-2:].prod()
    if sizes.max() > MOST_VALUES or sizes[ordered].max(initial=0) > MOST_ORDERED or widest > MOST_PAIRS:
        raise Refusal(
            f"属性取值过多（一般属性最多 {MOST_VALUES} 个，有序属性最多 {MOST_ORDERED} 个）；请先归并分组。",
            f"An attribute has too many values (at most {MOST_VALUES}, {MOST_ORDERED} if ordered); group them first.",
        )


def _distinct(codes: NDArray[np.uint16], sizes: tuple[int, ...], counts: Floats) -> tuple[NDArray[np.uint16], Floats]:
    """Rows of the same values added up; as they are where their combinations cannot be numbered in 62 bits."""
    if not codes.size or prod(sizes) > MOST_KEYS:
        return codes, counts
    keys, place = np.unique(np.ravel_multi_index(tuple(codes), sizes), return_inverse=True)
    sums = [np.bincount(place, each, len(keys)) for each in counts]
    return np.array(np.unravel_index(keys, sizes), np.uint16), np.array(sums, float)
