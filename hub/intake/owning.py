"""Whether a row is its sender's to send: an organisation speaks for itself, never for another.

Only what somebody signed in brought is asked; partners' systems are pulled from where their operator put them.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from connectors.rows import Row
from hub.intake.judging import Judged
from schemas.base import Record
from schemas.codes.divisions import ancestors, normalise
from schemas.issues import Issue

BUREAU, INSTITUTION = 6, 9  # lengths of a division code and an institution's code; an employer's has 18
ORGANISATION_PART = slice(8, 17)  # of a credit code: the nine digits by which the national exchange knows the employer


def own_only(judged: Iterable[Judged], organisation: str, on: date) -> Iterator[Judged]:
    """The rows, those refused that are not `organisation`'s own. `on`: the day they arrived."""
    for each in judged:
        if not (_sends(each.row, organisation, on) and _employs(each.record, organisation)):
            each.issues = [*each.issues, Issue("sender_other")]
        yield each


def _sends(row: Row, organisation: str, on: date) -> bool:
    if len(organisation) == INSTITUTION:
        return row.sender == organisation
    if len(organisation) == BUREAU:
        area = normalise(row.sender) or ""
        return organisation in (area, *ancestors(area, on))
    return row.sender in (organisation, organisation[ORGANISATION_PART])


def _employs(record: Record | None, organisation: str) -> bool:
    """An employer tells of its own people only."""
    employer = getattr(record, "employer", None)
    return len(organisation) <= INSTITUTION or employer is None or employer.credit_code == organisation
