"""Counts by year and conclusion, and what is hidden of them."""

import pytest

from hub.pages.employers.examinations import by_year, hidden

ROWS = [
    {"year": 2026, "said": None, "people": 44},
    {"year": 2026, "said": "01", "people": 40},
    {"year": 2026, "said": "02", "people": 1},
    {"year": 2026, "said": "04", "people": 6},
    {"year": 2025, "said": None, "people": 3},
    {"year": 2025, "said": "01", "people": 3},
]
# counts, hidden with a threshold of 5: None
CELLS = [
    ((40, 1, 6), (40, None, None)),  # one small: the next one is hidden with it
    ((40, 1, 2), (40, None, None)),
    ((40, 0, 6), (40, 0, 6)),
    ((3, 0, 0), (None, 0, 0)),  # there is no other to hide; the sum is hidden itself
    ((5, 5, 5), (5, 5, 5)),
]


def test_whoever_reads_records_sees_all() -> None:
    years = by_year(ROWS, None)  # type: ignore[arg-type]
    assert [(each.year, each.examined) for each in years] == [(2026, 44), (2025, 3)]
    assert years[0].said == {"01": 40, "02": 1, "03": 0, "04": 6, "05": 0}


def test_others_see_no_small_count_and_nothing_to_work_it_out_from() -> None:
    years = by_year(ROWS, 5)  # type: ignore[arg-type]
    assert years[0].said == {"01": 40, "02": None, "03": 0, "04": None, "05": 0}
    assert (years[1].examined, years[1].said["01"]) == (None, None)


@pytest.mark.parametrize(("counts", "shown"), CELLS)
def test_hidden(counts: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    assert tuple(hidden(dict(zip("abc", counts, strict=True)), 5).values()) == shown
