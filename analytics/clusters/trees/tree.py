"""Trees to count in: industry by class, territory by township, employer by workshop and post; any depth."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

from analytics.clusters.refusal import Refusal


@dataclass(frozen=True)
class Tree:
    """Nodes numbered so that children come before their parent and what is below a node is one run of numbers.

    `codes` object[n] name the nodes; `parent` int32[n], -1 above a root, of which there may be several; `depth`
    int32[n], 0 at a root; `first` int32[n]: at and below node i are `first[i]` to `i`.
    """

    codes: pd.Index
    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    first: NDArray[np.int32]

    @classmethod
    def of_pairs(cls, nodes: Sequence[Hashable], parents: Sequence[Hashable | None]) -> "Tree":
        """From each node and its parent, None above a root. Refuses no nodes, twice one, unknown parents, cycles."""
        codes, above = pd.Index(nodes, dtype=object, tupleize_cols=False), pd.Series(parents, dtype=object)
        if not len(codes):
            raise Refusal("树中没有节点。", "A tree of no nodes.")
        _refuse(codes[codes.duplicated()], "节点重复", "Nodes given twice")
        known = above.notna().to_numpy()
        parent = np.where(known, codes.get_indexer(pd.Index(above, tupleize_cols=False)), -1)
        _refuse(pd.Index(above[known & (parent < 0)], tupleize_cols=False), "上级节点不存在", "Unknown parents")
        order = _deepest_first(parent)
        _refuse(codes.delete(order), "上下级关系成环", "Nodes below themselves")
        place = np.empty(len(order) + 1, np.int32)
        place[order], place[-1] = np.arange(len(order)), -1
        numbered = place[parent[order]]
        return cls(codes[order], numbered, *_depth_and_first(numbered))

    @classmethod
    def of_prefixes(cls, codes: Sequence[str], lengths: Sequence[int], *, padded: bool = False) -> "Tree":
        """From codes that begin with their parent's: GB/T 4754 with lengths (1, 3, 4, 5) for A, A01, A011, A0111.

        `padded`: codes are filled up with noughts, as territories are: 370000, 370100, 370102 with (2, 4, 6).
        Nodes above a code need not be given. Refuses a code whose length is none of `lengths`.
        """
        given = pd.Index(codes, dtype=object).unique()
        size = given.str.len().to_numpy()
        if padded:
            size = np.full(len(given), lengths[0])
            for shorter, longer in pairwise(lengths):
                size[given.str[shorter:longer].str.strip("0").str.len().to_numpy() > 0] = longer
            size[given.str.len().to_numpy() != lengths[-1]] = 0
        _refuse(given[~np.isin(size, lengths)], "代码长度不符", "Codes of unexpected length")
        pairs: dict[str, str | None] = {}
        whole = lengths[-1] if padded else 0
        for level, length in enumerate(lengths):
            deep = given[size >= length].str[:length].unique()
            above = deep.str[: lengths[level - 1]] if level else [None] * len(deep)
            pairs |= {code.ljust(whole, "0"): up and up.ljust(whole, "0") for code, up in zip(deep, above, strict=True)}
        return cls.of_pairs(list(pairs), list(pairs.values()))

    @classmethod
    def of_levels(cls, paths: pd.DataFrame) -> "Tree":
        """From columns of falling rank such as employer, workshop, post; a node is the tuple of them down to its own.

        A path ends at the first empty column, so that cases whose post is unknown count at their workshop.
        """
        pairs: dict[Hashable, Hashable | None] = {}
        for path in level_codes(paths.drop_duplicates()):
            pairs |= {path[:end]: path[: end - 1] or None for end in range(1, len(path) + 1)}
        return cls.of_pairs(list(pairs), list(pairs.values()))

    def places(self, codes: Sequence[Hashable]) -> NDArray[np.int64]:
        """Numbers of nodes, for their codes. Refuses codes the tree has not."""
        given = pd.Index(codes, tupleize_cols=False)
        places: NDArray[np.int64] = self.codes.get_indexer(given)
        _refuse(given[places < 0].unique(), "树中没有的代码", "Codes not in the tree")
        return places

    def __len__(self) -> int:
        return len(self.parent)


def level_codes(paths: pd.DataFrame) -> pd.Index:
    """The code in `Tree.of_levels` of each row of `paths`."""
    held = paths.notna().to_numpy().cumprod(axis=1).sum(axis=1)
    rows = paths.itertuples(index=False, name=None)
    return pd.Index([row[:end] for row, end in zip(rows, held, strict=True)], dtype=object, tupleize_cols=False)


def _deepest_first(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Nodes by depth-first search from above all roots, turned round; those in a cycle are not reached."""
    top = len(parent)
    above = np.where(parent < 0, top, parent)
    edges = sparse.csr_array((np.ones(top, np.int8), (above, np.arange(top))), shape=(top + 1, top + 1))
    found: NDArray[np.int64] = sparse.csgraph.depth_first_order(edges, top, return_predecessors=False)
    return found[:0:-1]


@njit(cache=True)
def _depth_and_first(parent):  # type: ignore[no-untyped-def]
    depth, first = np.zeros_like(parent), np.arange(len(parent)).astype(parent.dtype)
    for node in range(len(parent)):
        if parent[node] >= 0:
            first[parent[node]] = min(first[parent[node]], first[node])
    for node in range(len(parent) - 1, -1, -1):
        if parent[node] >= 0:
            depth[node] = depth[parent[node]] + 1
    return depth, first


def _refuse(codes: pd.Index, zh: str, en: str) -> None:
    if len(codes):
        some = ", ".join(str(code) for code in codes[:5])
        raise Refusal(f"{zh}（共 {len(codes)} 个）：{some}。", f"{en} ({len(codes)}): {some}.")
