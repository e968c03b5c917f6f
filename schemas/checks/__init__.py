"""What a valid record must further satisfy: codes in force, identifiers, sense across fields.

Each module holds one kind of check as `find(seen) -> iterable of issues`, with fields named by their
shared paths, such as `worker.id_number`.
"""

from datetime import date

from schemas.base import Record
from schemas.checks import codes, conditions, dates, identity, results
from schemas.checks.parts import Seen
from schemas.issues import Issue

KINDS = (codes.find, identity.find, dates.find, conditions.find, results.find)


def check(record: Record, received_on: date) -> list[Issue]:
    """All that is wrong or doubtful in `record`, which arrived on `received_on`; empty when nothing is."""
    seen = Seen(record, received_on)
    return [issue for find in KINDS for issue in find(seen)]
