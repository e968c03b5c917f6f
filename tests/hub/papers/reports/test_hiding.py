"""Small counts of a report are hidden, and no sum gives them away."""

import pytest

from analytics.disclosure import attack  # noqa: F401 - what the tables are proof against, tested where it lives
from hub.papers.reports.hiding import protected, with_total

NOW, BEFORE = "2026-10", "2025-10"
# counts by place, those that must not be shown, those that may
TABLES = [
    ({"a": 50, "b": 60, "c": 70}, set(), {"a", "b", "c", ""}),
    ({"a": 50, "b": 60, "c": 2}, {"c"}, {""}),
    ({"a": 50, "b": 1, "c": 2}, {"b", "c"}, {"", "a"}),
    ({"a": 0, "b": 3}, {"b", ""}, {"a"}),
    ({"a": 0, "b": 0}, set(), {"a", "b", ""}),
]


@pytest.mark.parametrize(("counts", "hidden", "shown"), TABLES)
def test_a_row_with_its_sum(counts: dict[str, int], hidden: set[str], shown: set[str]) -> None:
    found = with_total(counts, 5)
    assert {place for place in hidden if found[place] is not None} == set()
    total = {**counts, "": sum(counts.values())}
    assert {place: n for place, n in found.items() if n is not None} == {
        place: total[place] for place, n in found.items() if n is not None
    }
    assert [place for place in found if found[place] is None] != [next(iter(hidden), None)] or len(found) <= 2
    assert {place for place in shown if found.get(place, 0) is None} <= {
        place for place in counts if counts[place] >= 5
    }


def test_one_small_count_takes_another_with_it() -> None:
    """Else it could be worked out from the total."""
    shown = protected({("examination", NOW, place): n for place, n in (("a", 50), ("b", 60), ("c", 2))}, (NOW,), 5)
    assert shown["examination", NOW, ""] == 112
    assert [shown["examination", NOW, place] for place in "abc"].count(None) == 2


def test_months_that_are_not_compared_have_a_total_only() -> None:
    cells = {("diagnosis", "2026-09", ""): 3, ("diagnosis", "2026-08", ""): 9, ("diagnosis", NOW, "a"): 7}
    shown = protected(cells, (NOW, BEFORE), 5)
    assert shown == {("diagnosis", "2026-09", ""): None, ("diagnosis", "2026-08", ""): 9,
                     ("diagnosis", NOW, ""): 7, ("diagnosis", NOW, "a"): 7}  # fmt: skip
    assert with_total({}, 5) == {"": 0}
