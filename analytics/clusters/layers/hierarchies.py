"""The hierarchies of the field as trees over pairs of employer and hazard: territory, industry, ownership, employer."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analytics.clusters.trees.tree import Tree, level_codes
from analytics.frames import Frames
from schemas.codes import codelist

HAZARD, EMPLOYER = "hazard", "employer_id"
LEVELS = {
    "territory": [HAZARD, "city", "county"],
    "industry": [HAZARD, "section", "division", "group", "class"],  # 门类, 大类, 中类, 小类
    "ownership": [HAZARD, "economic_type", "size"],
    "employer": [HAZARD, EMPLOYER],
    "hazard": ["kind", HAZARD],
}


def register(frames: Frames) -> pd.DataFrame:
    """employer_id with the columns of LEVELS that the register of employers tells; empty where it does not."""
    told = frames.employer.to_pandas()
    place = _code(told.division_code)
    industry = _code(told.industry_code).str.lstrip("ABCDEFGHIJKLMNOPQRST")
    levels = {"city": place.str[:4], "county": place.str[:6], "section": industry.str[:2].map(_sections())}
    levels |= {name: _cut(industry, size) for name, size in (("division", 2), ("group", 3), ("class", 4))}
    levels |= {"economic_type": _code(told.economic_type).str[:1], "size": _code(told["size"])}
    return pd.DataFrame({EMPLOYER: told.employer_id, **levels})


@cache
def _sections() -> dict[str, str]:
    """The section (门类) of each division (大类)."""
    return {row.code: row.extra["parent"] for row in codelist("industry").rows if row.extra.get("level") == "2"}


def _code(column: "pd.Series[object]") -> "pd.Series[str]":
    return column.astype("string")


def _cut(codes: "pd.Series[str]", size: int) -> "pd.Series[str]":
    """The first so many characters, empty where there are fewer."""
    return codes.str[:size].where(codes.str.len() >= size)


@dataclass(frozen=True)
class Nodes:
    """The `paths` of nodes down from the top; the pairs at and below node i are `order[low[i]:high[i]]`."""

    paths: list[tuple[object, ...]]
    order: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @classmethod
    def of(cls, pairs: pd.DataFrame, levels: list[str]) -> "Nodes":
        """Of pairs with the columns `levels`. Without what is no group (a lone employer in a tree of groups), what
        another tree asks (all of a hazard), and what holds the same pairs as a node below it."""
        tree = Tree.of_levels(pairs[levels])
        places = tree.places(level_codes(pairs[levels]))
        order = np.argsort(places, kind="stable")
        low = np.searchsorted(places[order], tree.first)
        high = np.searchsorted(places[order], np.arange(len(tree)), side="right")
        fit = (high - low > 1) | (levels[-1] in {EMPLOYER, HAZARD})
        fit &= (tree.depth > 0) | (levels[0] != HAZARD)
        fit &= ~pd.DataFrame({"low": low, "high": high}).duplicated().to_numpy()
        return cls(list(tree.codes[fit]), order, low[fit], high[fit])

    def below(self, node: int) -> NDArray[np.int64]:
        """The numbers of the pairs at and below a node."""
        return self.order[self.low[node] : self.high[node]]

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums [nodes, k] of `values` [pairs, k] at and below each node."""
        running = np.vstack([np.zeros_like(values[:1]), np.cumsum(values[self.order], axis=0)])
        return np.asarray(running[self.high] - running[self.low])
