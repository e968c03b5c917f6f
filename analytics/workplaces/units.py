"""The units of readings and of limits, in one way of writing them."""

from ibis.expr.types import StringValue

SAME = (("³", "3"), ("^", ""), ("（", "("), ("）", ")"), (" ", ""))  # ways to write mg/m3 and dB(A)


def plain_unit(unit: StringValue) -> StringValue:
    """In lower case, without spaces, with plain brackets and digits."""
    plain = unit.lower()
    for written, same in SAME:
        plain = plain.replace(written, same)
    return plain
