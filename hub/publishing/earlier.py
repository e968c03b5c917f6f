"""Which earlier tables bear on new ones: all that count the same persons, directly or through other tables.

Tables that share no atom with these say nothing of them; leaving them out changes no result, and keeps the tenth year
as quick as the first month.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.disclosure import Layout
from analytics.disclosure.layouts import Record

Where = Mapping[str, Sequence[Any]]


def bearing(earlier: Record, laid_out: Sequence[Layout]) -> Record:
    """The entries of `earlier` that may share an atom with the tables laid out, or with each other up to these."""
    reached: list[Where] = [each.where for each in laid_out]
    found: list[int] = []
    while more := [n for n, entry in enumerate(earlier) if n not in found and _meets(entry["where"], reached)]:
        found += more
        reached += [earlier[n]["where"] for n in more]
    return [earlier[n] for n in sorted(found)]


def _meets(where: Where, others: Sequence[Where]) -> bool:
    return any(_may_share(where, other) for other in others)


def _may_share(one: Where, other: Where) -> bool:
    """Unless a column sets them apart, two restrictions may let the same atom through."""
    return not any({*one[column]}.isdisjoint(other[column]) for column in {*one} & {*other})
