"""Readings of posts against the limit of their day, non-detects and units among them."""

from typing import Any

import pytest

from hub.pages.employers.workplaces import chart, posts

COLUMNS = ("hazards", "workplace", "post", "density_type", "unit", "value", "measured_on", "compliance")


def report(*rows: tuple[Any, ...]) -> Any:
    """A measurement, results by columns as they are stored: hazard, post, kind, unit, value, day, verdict."""
    full = [([hazard], "车间", post, *rest) for hazard, post, *rest in rows]
    return {"results": {name: [row[n] for row in full] for n, name in enumerate(COLUMNS)}}


# hazard, kind, unit, value, day, verdict of the report -> limit, ratio, above
READINGS = [
    ("2013", "01", "mg/m3", "4.5", "2022-06-01", "01", 6.0, 0.75, False),  # the limit of that day
    ("2013", "01", "mg/m3", "4.5", "2024-06-01", "01", 3.0, 1.5, True),
    ("2013", "01", "mg/m³", "3.0", "2024-06-01", "01", 3.0, 1.0, False),  # at the limit is not above it
    ("2013", "01", "mg/m3", "<9", "2024-06-01", "01", 3.0, 3.0, False),  # not detected: never above
    ("2013", "01", "ppm", "9", "2024-06-01", "01", 3.0, None, False),  # another unit: not judged
    ("2013", "01", "mg/m3", "未检出", "2024-06-01", "01", 3.0, None, False),
    ("1038", "01", "mg/m3", "9", "2024-06-01", "02", None, None, True),  # the report itself says so
    ("3008", "01", "dB(A)", "95", "2024-06-01", "01", 85.0, 10.0, True),  # ten decibels are ten times the energy
]


@pytest.mark.parametrize("row", READINGS)
def test_a_reading_and_its_limit(row: tuple[Any, ...]) -> None:
    hazard, *told, limit, ratio, above = row
    (post,) = posts([report((hazard, "岗", *told))])
    (one,) = post.latest
    assert (one.limit, one.ratio, one.is_above) == (limit, pytest.approx(ratio) if ratio else None, above)


def test_the_last_day_counts_and_what_is_above_comes_first() -> None:
    older = report(("2013", "甲", "01", "mg/m3", "9", "2024-01-01", "02"))
    newer = report(
        ("2013", "甲", "01", "mg/m3", "1", "2025-01-01", "01"),
        ("2013", "甲", "01", "mg/m3", "2", "2025-01-01", "01"),
        ("3008", "乙", "01", "dB(A)", "88", "2025-01-01", "02"),
    )
    first, second = posts([newer, older])
    assert (first.post, first.is_above, second.post, second.is_above) == ("乙", True, "甲", False)
    assert [each.value for each in second.latest] == ["1", "2"]
    assert second.found is not None
    assert (second.found["readings"], second.found["above"]) == (3, 1)
    drawn = chart([first, second])
    assert drawn is not None
    assert (drawn["signs"], drawn["values"][1]) == (
        ["above", "within"],
        [pytest.approx(2 / 3), pytest.approx(1 / 3), pytest.approx(2 / 3)],
    )


def test_where_nothing_can_be_compared_nothing_is_drawn() -> None:
    assert posts([]) == []
    assert chart(posts([report(("1038", "岗", "01", "mg/m3", "9", "2024-06-01", "02"))])) is None
