"""Precision and recall, by hand."""

import pyarrow as pa
import pytest

from analytics.linkage.score import Score, score

TRUTH = pa.table({"worker_id": [1, 2, 3, 4, 5], "person_id": ["a", "a", "a", "b", "b"]})  # 12 13 23 45


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], Score(1.0, 0.0, 0, 4)),
        ([(1, 2)], Score(1.0, 0.25, 1, 4)),
        ([(2, 1), (1, 4)], Score(0.5, 0.25, 2, 4)),
        ([(1, 2), (1, 3), (2, 3), (4, 5)], Score(1.0, 1.0, 4, 4)),
    ],
)
def test_shares_of_pairs(found: list[tuple[int, int]], expected: Score) -> None:
    pairs = pa.table({"worker_id": [a for a, _ in found], "other_id": [b for _, b in found]})
    assert score(pairs, TRUTH) == expected
