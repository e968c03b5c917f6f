"""A cursor of a view comes back as it went: value and type."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from connectors.transports.places import Place, pack, unpack

MOMENT = datetime(2026, 1, 1, 0, 0, 5, 120, tzinfo=UTC)


@pytest.mark.parametrize(
    "place",
    [
        Place(MOMENT, 3),
        Place(MOMENT.replace(tzinfo=None), 2**63),
        Place(MOMENT.astimezone(timezone(timedelta(hours=8))), "B-1"),
        Place(MOMENT, "3"),
        Place(MOMENT, Decimal(3)),
        Place(MOMENT, Decimal("3.10")),
        Place(MOMENT, UUID(int=7)),
        Place("2026-01-01 00:00:05", "示例 [1]"),
    ],
)
def test_a_place_comes_back_exactly(place: Place) -> None:
    cursor = pack(place)
    assert cursor is not None
    back = unpack(cursor)
    assert back == place
    assert [type(value) for value in back] == [type(value) for value in place]
    assert str(back) == str(place)


@pytest.mark.parametrize("value", [None, 1.5, b"1", date(2026, 1, 1), True, ["a"]])
def test_what_would_not_come_back_is_refused(value: Any) -> None:
    assert pack(Place(MOMENT, value)) is None


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        ('["2026-01-01T00:00:05.000120+00:00",3]', Place(MOMENT, 3)),
        ('["2026-01-01T00:00:05.000120","B"]', Place(MOMENT.replace(tzinfo=None), "B")),
    ],
)
def test_cursors_of_old_are_read(cursor: str, expected: Place) -> None:
    assert unpack(cursor) == expected
