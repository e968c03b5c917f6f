"""Small counts of a report are hidden, and no sum gives them away."""

import pytest

from hub.papers.reports.hiding import protected, with_total

NOW, BEFORE = "2026-10", "2025-10"
# counts by place, the places that must be hidden, how many are hidden at least (the total among them)
TABLES = [
    ({"a": 50, "b": 60, "c": 70}, set(), 0),
    ({"a": 50, "b": 60, "c": 2}, {"c"}, 2),  # else it could be worked out from the total
    ({"a": 50, "b": 1, "c": 2}, {"b", "c"}, 3),  # the two are three together, which says much of each
    ({"a": 50, "b": 4, "c": 4}, {"b", "c"}, 2),
    ({"a": 0, "b": 3}, {"b", ""}, 2),
    ({"a": 0, "b": 0}, set(), 0),
]


@pytest.mark.parametrize(("counts", "hidden", "least"), TABLES)
def test_a_row_with_its_sum(counts: dict[str, int], hidden: set[str], least: int) -> None:
    found = with_total(counts, 5)
    gone = {place for place, n in found.items() if n is None}
    assert hidden <= gone
    assert (len(gone) >= least, bool(gone)) == (True, bool(least))
    total = {**counts, "": sum(counts.values())}
    assert all(found[place] == total[place] for place in {*found} - gone)


def test_months_that_are_not_compared_have_a_total_only() -> None:
    cells = {("diagnosis", "2026-09", ""): 3, ("diagnosis", "2026-08", ""): 9, ("diagnosis", NOW, "a"): 7}
    assert protected(cells, (NOW, BEFORE), 5) == {
        ("diagnosis", "2026-09", ""): None,
        ("diagnosis", "2026-08", ""): 9,
        ("diagnosis", NOW, ""): 7,
        ("diagnosis", NOW, "a"): 7,
    }
    assert with_total({}, 5) == {"": 0}
