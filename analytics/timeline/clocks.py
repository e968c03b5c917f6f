"""Periods of law over a column of days: each row by the number that was in force on its own day."""

import ibis
from ibis.expr.types import BooleanValue, DateValue

from analytics.parameters import Parameter, parameter
from analytics.rules.base import Rule
from analytics.timeline.dated import in_force

MONTHS = "months"


def term(rule: Rule, name: str, begins: DateValue) -> DateValue:
    """The last day in time of the period `name` of `rule` that begins on the day `begins`, itself not counted.

    The unit of the parameter says days or months; a month ends on the same day of a later month, or on its last day.
    Empty where no value was in force on `begins`: then the law set no such period. Raises LookupError for a parameter
    that the rule does not declare.
    """
    known = _declared(rule, name)
    unit = "months" if known.unit == MONTHS else "days"
    ends = [begins + ibis.interval(**{unit: int(value.value)}) for value in known.values]
    return ibis.cases(*zip((in_force(value, begins) for value in known.values), ends, strict=True))


def unverified(rule: Rule, name: str, begins: DateValue) -> BooleanValue:
    """Does the number in force on `begins` rest on no checked text?"""
    return ibis.cases(
        *((in_force(value, begins), not value.verified) for value in _declared(rule, name).values), else_=True
    )


def _declared(rule: Rule, name: str) -> Parameter:
    """Only what a rule declares is looked at when it is asked whether its numbers were checked."""
    if name not in rule.parameters:
        raise LookupError(f"rule {rule.id} does not declare the parameter {name}")
    return parameter(name)
