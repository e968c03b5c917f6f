"""Records that cannot be right as they stand, shown as cases: whose, which records, and between which two days."""

import ibis
from ibis.expr.types import Column, DateValue, Table, Value

COLUMNS = ("person_id", "case_record_id", "employer_id", "division_code", "clock_on", "due_on", "evidence")


def shown(records: Table, clock_on: DateValue, due_on: DateValue, *others: Column, **more: Value) -> Table:
    """`records` with the columns that a rule yields; the evidence is each with the `others` that speak against it.

    `clock_on` is the day that the fault is known by from run to run; `due_on` the day of the record that is wrong.
    """
    evidence = ibis.array([records.record_id, *others])
    named = records.mutate(
        case_record_id=records.record_id, clock_on=clock_on, due_on=due_on, evidence=evidence, **more
    )
    return named.select(*COLUMNS, *more)
