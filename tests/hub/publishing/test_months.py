"""Months: their form, their neighbours, and which is the last closed one."""

from datetime import UTC, datetime

import pytest

from hub.errors import HubError
from hub.publishing.months import last_closed, read_month
from tests.hub.publishing.filling import ZONE

LAST = {"2026-11-25T00:00Z": "2026-10", "2026-12-31T15:59Z": "2026-11", "2026-12-31T16:00Z": "2026-12"}


@pytest.mark.parametrize("now", LAST)
def test_the_last_closed_month_is_that_of_the_province(now: str) -> None:
    assert str(last_closed(datetime.fromisoformat(now).astimezone(UTC), ZONE)) == LAST[now]


@pytest.mark.parametrize("month", ["2026-01", "2026-12"])
def test_a_month_ends_where_the_next_begins(month: str) -> None:
    found = read_month(month)
    assert str(found) == month
    assert found.after().before() == found
    assert found.end(ZONE) == found.after().start(ZONE)


@pytest.mark.parametrize("wrong", ["2026-13", "2026-1", "1926-01", "2026-01-01", "", "２０２６-01"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(HubError, match="2026-10"):
        read_month(wrong)
