"""How far back an examination is looked at, and which texts of results are numbers."""

from datetime import date

import ibis
from ibis.expr.types import FloatingValue, StringValue

from analytics.parameters import parameter
from analytics.surveillance.months import add_months

PURSUED = "compliance/pursued_months"
LARGEST = 1e9  # beyond are no results, but "inf" and "nan", which engines read as numbers


def since(as_of: date) -> date:
    """The day after which an examination is still looked at on `as_of`."""
    return add_months(as_of, -int(parameter(PURSUED).on(as_of).value))


def number_of(text: StringValue) -> FloatingValue:
    """The number that `text` is; empty for "<5", words and whatever else."""
    number = text.try_cast("float64")
    return ibis.ifelse(number.abs() < LARGEST, number, ibis.null("float64"))
