"""The dated numbers: no two values on one day, no gap between them, and a source for each."""

from datetime import date
from itertools import pairwise

import pytest

from analytics.entitlements.numbers import decimal
from analytics.parameters import all_parameters, parameter

NAMES = [name for name in all_parameters() if name.startswith("entitlements/")]
STATUTE = {"lump_sum_months", "allowance_percent", "nursing_percent", "wage_bounds_percent", "funeral_months",
           "death_multiple", "dependant_percent"}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_values_follow_each_other(name: str) -> None:
    values = parameter(name).values
    assert values
    assert all(value.source and value.valid_from for value in values)
    assert all(before.valid_to == after.valid_from for before, after in pairwise(values))


@pytest.mark.parametrize("name", NAMES)
def test_a_day_before_the_first_value_has_none(name: str) -> None:
    first = parameter(name).values[0]
    assert first.valid_from
    assert parameter(name).on(first.valid_from) == first
    with pytest.raises(LookupError):
        parameter(name).on(date.fromordinal(first.valid_from.toordinal() - 1))


def test_only_what_stands_in_the_statute_is_verified() -> None:
    verified = {name.split("/")[1] for name in NAMES if all(value.verified for value in parameter(name).values)}
    assert verified == STATUTE


def test_a_table_has_no_single_value() -> None:
    (value,) = parameter("entitlements/lump_sum_months").values
    assert value.value != value.value
    assert [value.table[str(grade)] for grade in range(1, 11)] == [27, 25, 23, 21, 18, 16, 13, 11, 9, 7]


def test_a_number_is_as_it_was_written() -> None:
    assert str(decimal(7507.1)) == "7507.1"
