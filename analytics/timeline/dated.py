"""Dated parameters inside expressions: the number in force on each row's own day."""

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, Column, NumericValue, Value

from analytics import parameters
from analytics.parameters import parameter


def number_on(name: str, day: Value, key: str = "") -> NumericValue:
    """The number of parameter `name` (of its table under `key`) on the date column `day`; null where none holds."""
    values = parameter(name).values
    return _chosen([(in_force(each, day), each.table[key] if key else each.value) for each in values])


def number_by(name: str, day: Value, keys: Column) -> NumericValue:
    """The number of the table of parameter `name` on `day` under the key in column `keys`; null where there is none."""
    told = keys.cast("string")
    branches = [
        (in_force(each, day) & (told == key), number)
        for each in parameter(name).values
        for key, number in each.table.items()
    ]
    return _chosen(branches)


def _chosen(branches: list[tuple[BooleanValue, float]]) -> NumericValue:
    return ibis.cases(*branches, else_=ibis.null("float64"))


def in_force(value: parameters.Value, day: Value) -> BooleanValue:
    """Is `value` in force on the date column `day`?"""
    bounds = [day >= value.valid_from] if value.valid_from else []
    bounds += [day < value.valid_to] if value.valid_to else []
    return reduce(lambda one, other: one & other, bounds, ibis.literal(True))
