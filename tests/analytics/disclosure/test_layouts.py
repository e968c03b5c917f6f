"""From data frames and back: what the public sees, what is kept for next time, and rates."""

import json
from datetime import date

import ibis
import pandas as pd
import pytest

from analytics.disclosure import DisclosureError, Layout, publish, rates
from analytics.disclosure.layouts import MARK, threshold_on
from tests.analytics.disclosure.made import CITY_HAZARD, THRESHOLD, broken, restored, square

ATOMS = square([[20, 3, 9], [7, 12, 30], [11, 8, 40]])
CASES = Layout("cases", CITY_HAZARD)


def test_the_threshold_in_force() -> None:
    assert threshold_on(date(2026, 11, 1)) == 5


def test_the_public_frame() -> None:
    frame = publish(ATOMS, [CASES], THRESHOLD).frame
    assert list(frame.columns) == ["table", "city", "hazard", "count", "shown", "reason"]
    assert len(frame) == 1 + 3 + 3 + 9
    total = frame[frame.city.isna() & frame.hazard.isna()]
    assert total[["count", "shown"]].to_numpy().tolist() == [[140, "140"]]
    small = frame[(frame.city == "city0") & (frame.hazard == "hazard1")].iloc[0]
    assert (pd.isna(small["count"]), small.shown, small.reason) == (True, MARK, "suppressed")


def test_the_public_cannot_tell_small_from_complementary() -> None:
    """The row of a hidden cell says nothing but that it is hidden."""
    frame = publish(ATOMS, [CASES], THRESHOLD).frame
    hidden = frame[frame["count"].isna()]
    assert len(hidden) == 4
    assert len(hidden[["table", "count", "shown", "reason"]].drop_duplicates()) == 1


def test_ibis_tables_are_taken_too() -> None:
    plain, lazy = (publish(atoms, [CASES], THRESHOLD) for atoms in (ATOMS, ibis.memtable(ATOMS)))
    pd.testing.assert_frame_equal(plain.frame, lazy.frame)


def test_a_record_survives_json_and_says_no_more_than_the_frame() -> None:
    found = publish(ATOMS, [CASES], THRESHOLD)
    record = json.loads(json.dumps(found.record))
    counts = [cell[-1] for entry in record for cell in entry["cells"]]
    assert counts == [None if pd.isna(value) else value for value in found.frame["count"]]
    again = publish(ATOMS, [Layout("again", CITY_HAZARD)], THRESHOLD, [record])
    assert not broken([*restored([record], ATOMS), *again.protected.tables], ATOMS["count"].to_numpy())


MONTHS = pd.DataFrame(
    [("city0", 1, 30), ("city0", 2, 2), ("city1", 1, 40), ("city1", 2, 9)], columns=["city", "month", "count"]
)


def test_two_persons_added_between_two_months_stay_unknown() -> None:
    """30 were published; 32 may not be. The province total must go or the other city too."""
    layouts = [Layout("so far", ((), ("city",)), until=("month", month)) for month in (1, 2)]
    first = publish(MONTHS[MONTHS.month == 1], layouts[:1], THRESHOLD)
    assert first.frame["count"].tolist() == [70, 30, 40]
    second = publish(MONTHS, layouts[1:], THRESHOLD, [first.record])
    shown = dict(zip(second.frame.city.fillna("all"), second.frame["count"], strict=True))
    assert pd.isna(shown["city0"])
    assert sum(pd.isna(value) for value in shown.values()) == 2
    assert not broken(restored([first.record, second.record], MONTHS), MONTHS["count"].to_numpy(), enough=None)


def test_late_reports_within_old_groups_are_refused() -> None:
    first = publish(MONTHS[MONTHS.month == 1], [Layout("so far", ((),), until=("month", 1))], THRESHOLD)
    late = MONTHS.assign(count=[31, 2, 40, 9])
    with pytest.raises(DisclosureError, match="迟报和更正"):
        publish(late, [CASES_BY_CITY], THRESHOLD, [first.record])


CASES_BY_CITY = Layout("cases", ((), ("city",)))


def test_groups_that_vanish_are_refused() -> None:
    first = publish(MONTHS, [CASES_BY_CITY], THRESHOLD)
    with pytest.raises(DisclosureError, match="不存在"):
        publish(MONTHS[MONTHS.city == "city0"], [CASES_BY_CITY], THRESHOLD, [first.record])


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(DisclosureError, match="town"):
        publish(ATOMS, [Layout("cases", (("town",),))], THRESHOLD)


HARMED = pd.DataFrame(
    [("a", True, 12), ("a", False, 88), ("b", True, 3), ("b", False, 60), ("c", True, 30), ("c", False, 2),
     ("d", True, 0), ("d", False, 50), ("e", True, 20), ("e", False, 80)],
    columns=["city", "harmed", "count"],
)  # fmt: skip


def test_rates_stand_only_where_both_numbers_do() -> None:
    layouts = [Layout("harmed", (("city",),), where={"harmed": [True]}), Layout("examined", (("city",),))]
    found = publish(HARMED, layouts, THRESHOLD)
    table = rates(found.frame, "harmed", "examined", per=1000).set_index("city")
    assert table.rate["a"] == pytest.approx(120)
    assert table.rate["d"] == 0
    assert pd.isna(table.rate["b"])
    assert pd.isna(table.rate["c"]), "2 of 32 not harmed: numerator and denominator together would tell"
    assert not broken(restored([found.record], HARMED), HARMED["count"].to_numpy(), enough=None)


def test_a_rate_of_nobody_is_empty() -> None:
    frame = publish(pd.DataFrame({"city": ["a"], "count": [0]}), [CASES_BY_CITY], THRESHOLD).frame
    assert rates(frame, "cases", "cases").rate.isna().all()


def test_a_group_not_listed_was_known_to_be_empty() -> None:
    """A city that appears later with persons of a month already published contradicts what was published."""
    first = publish(MONTHS[MONTHS.month == 1], [Layout("so far", (("city",),), until=("month", 1))], THRESHOLD)
    more = pd.concat([MONTHS, pd.DataFrame([("city2", 1, 6)], columns=MONTHS.columns)], ignore_index=True)
    with pytest.raises(DisclosureError, match="迟报和更正"):
        publish(more, [CASES_BY_CITY], THRESHOLD, [first.record])
