"""Employers and the posts in them as runs of workers in order, and the normal model's statistic of each run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
LEAST_WORKERS = 3  # one or two who got worse are patients, not a workplace
NEARLY = 1 - 1e-12  # of all variance between a node and the rest: its logarithm is still a number


@dataclass(frozen=True)
class Nodes:
    """Node i is the workers from starts[i] up to stops[i], of `total`; `whole` where it is an employer."""

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    whole: NDArray[np.bool_]
    total: int

    @classmethod
    def of(cls, employer: NDArray[np.generic], post: NDArray[np.generic]) -> "Nodes":
        """Of workers sorted by employer and post: employers, and posts that are not all there is of the employer."""
        if not len(employer):
            nothing = np.zeros(0, np.int64)
            return cls(nothing, nothing, nothing.astype(np.bool_), 0)
        moved = np.append(True, employer[1:] != employer[:-1])
        employers, posts = _runs(moved), _runs(moved | np.append(True, post[1:] != post[:-1]))
        runs, place = np.unique(np.vstack([employers, posts]), axis=0, return_index=True)
        large = runs[:, 1] - runs[:, 0] >= LEAST_WORKERS
        return cls(runs[large, 0], runs[large, 1], (place < len(employers))[large], len(employer))

    @property
    def sizes(self) -> NDArray[np.int64]:
        return self.stops - self.starts

    def sums(self, values: Vector) -> Vector:
        """Of each node, over the last axis of `values`."""
        summed = np.zeros((*values.shape[:-1], self.total + 1))
        np.cumsum(values, axis=-1, out=summed[..., 1:])
        return np.asarray(summed[..., self.stops] - summed[..., self.starts], float)

    def least(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """The smallest value in each node."""
        if not len(self.starts):
            return np.zeros(0, np.int64)
        turns = np.column_stack([self.starts, self.stops]).ravel()  # reduceat wants both, in turn
        return np.asarray(np.minimum.reduceat(np.append(values, values[-1]), turns)[::2], np.int64)

    def llr(self, scores: Vector) -> Vector:
        """Log likelihood ratio of each node with a mean above that of all; nought for others and for a node of all.

        (N/2) ln(s0 / s1): s0 the sum of squares around one mean, s1 around that of the node and that of the rest.
        """
        centred = scores - scores.mean(axis=-1, keepdims=True)
        above = self.sums(centred)
        between = above**2 * self.total / (self.sizes * np.maximum(self.total - self.sizes, 1))
        squares = np.maximum((centred**2).sum(axis=-1, keepdims=True), np.finfo(float).tiny)
        ratio = -self.total / 2 * np.log1p(-np.minimum(between / squares, NEARLY))
        return np.where((above > 0) & (self.sizes < self.total), ratio, 0.0)


def _runs(begins: NDArray[np.bool_]) -> NDArray[np.int64]:
    edges = np.append(np.flatnonzero(begins), len(begins))
    return np.column_stack([edges[:-1], edges[1:]]).astype(np.int64)
