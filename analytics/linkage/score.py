"""Measures linkage against a known truth."""

from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa


@dataclass(frozen=True)
class Score:
    """Share of the pairs found that are true, share of the true pairs that are found, and both counts."""

    precision: float
    recall: float
    found: int
    true: int


def score(pairs: pa.Table, truth: pa.Table) -> Score:
    """`pairs` (worker_id, other_id) against `truth` (worker_id, person_id); both shares are 1.0 over nothing."""
    people: dict[object, list[int]] = {}
    for worker, person in zip(truth["worker_id"].to_pylist(), truth["person_id"].to_pylist(), strict=True):
        people.setdefault(person, []).append(worker)
    true = {pair for workers in people.values() for pair in combinations(sorted(workers), 2)}
    both = zip(pairs["worker_id"].to_pylist(), pairs["other_id"].to_pylist(), strict=True)
    found = {(min(pair), max(pair)) for pair in both}
    right = len(found & true)
    return Score(right / len(found) if found else 1.0, right / len(true) if true else 1.0, len(found), len(true))
