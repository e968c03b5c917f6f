"""The names of what is not known about a row, or of what has not come, as an array."""

import ibis
from ibis.expr.types import ArrayValue, BooleanValue


def names(**wanting: BooleanValue) -> ArrayValue:
    """The names whose condition holds, in the order given; a condition that is null does not hold."""
    told = [ibis.ifelse(is_so.fill_null(False), name, ibis.null("string")) for name, is_so in wanting.items()]
    return ibis.array(told).filter(lambda name: name.notnull())
