"""Months as numbers (year times twelve, plus month, from nought), and which of them nobody paid for."""

from datetime import date, timedelta

import ibis
from ibis import _
from ibis.expr.types import DateValue, IntegerValue, Table, Value

from analytics.frames import Frames

FAR = 9999 * 12  # a month after all others


def month_number(day: Value) -> IntegerValue:
    """The number of the month of a date column."""
    return (day.year() * 12 + day.month() - 1).cast("int64")


def first_day(number: Value) -> DateValue:
    """The first day of a month."""
    return ibis.date((number // 12).cast("int32"), (number % 12 + 1).cast("int32"), 1)


def month_due(number: Value, days: int) -> DateValue:
    """The last day in time to pay for a month: so many days after its own last day."""
    return (first_day(number + 1) + ibis.interval(days=days - 1)).cast("date")


def last_late(as_of: date, days: int) -> int:
    """The last month that should have been paid for before `as_of`."""
    day = as_of - timedelta(days=days)
    return day.year * 12 + day.month - 2


def payments(frames: Frames, item: str, as_of: date) -> Table:
    """What was paid of a monthly item by `as_of`: `first` and `last` month it is for, `amount`, `record_id`.

    A payment that names no month is taken to be for the month in which it was made.
    """
    paid = frames.document("benefit").filter(_.item == item, _.paid_on <= as_of)
    first = ibis.coalesce(_.first_month, _.last_month, _.paid_on)
    return paid.select(
        "person_id",
        "record_id",
        amount=_.amount.cast("float64"),
        first=month_number(first),
        last=month_number(ibis.coalesce(_.last_month, first)),
    )


def unpaid_months(due: Table, paid: Table) -> Table:
    """Those of `due` with months from `first_due` to `last_due` that no row of `paid` is for.

    Adds `unpaid`, how many, and `first_unpaid`. `due` has one row for each `case_record_id`.
    """
    meets = [paid.last >= due.first_due, paid.first <= due.last_due]
    met = due.inner_join(paid, ["person_id", *meets]).select(
        "case_record_id", "first_due", "last_due", "first", "record_id", last=ibis.least(_.last, _.last_due)
    )
    before = ibis.window(group_by=_.case_record_id, order_by=[_.first, _.record_id], rows=(None, -1))
    reached = met.mutate(reached=ibis.coalesce(_.last.max().over(before), _.first_due - 1))
    hole = reached.mutate(hole=ibis.greatest(_.first - _.reached - 1, 0))
    summed = hole.group_by("case_record_id").agg(
        holes=_.hole.sum(), hole_from=(_.reached + 1).min(where=_.hole > 0), end=_.last.max()
    )
    every = due.left_join(summed, "case_record_id").drop("case_record_id_right")
    tail = every.mutate(end=ibis.coalesce(_.end, _.first_due - 1))
    return (
        tail.mutate(
            unpaid=(_.holes.fill_null(0) + _.last_due - _.end).cast("int64"),
            first_unpaid=ibis.coalesce(_.hole_from, _.end + 1),
        )
        .filter(_.unpaid > 0)
        .drop("holes", "hole_from", "end")
    )
