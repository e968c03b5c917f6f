"""The current findings of an analysis, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor

PAGE = 500
CURRENT = """
select finding_id, rule, subject, period, employer_id, division_code, due_on, raised_on, seen_on, evidence
from finding
where analysis = :analysis and closed_on is null and finding_id > :after
order by finding_id limit :limit
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it stands. `subject` is a worker's pseudonym, or employer/hazard; it names nobody."""

    finding_id: int
    rule: str
    subject: str
    period: str
    employer_id: int | None
    division_code: str | None
    due_on: date | None
    raised_on: date
    seen_on: date
    evidence: dict[str, Any]


def current_page(store: Store, actor: Actor, analysis: str, after: int = 0, limit: int = PAGE) -> Sequence[Finding]:
    """The next findings after the one with the id `after`; fewer than `limit` when there are no more."""
    with store.transaction(actor) as connection:
        names = {"analysis": analysis, "after": after, "limit": limit}
        return [Finding(**row) for row in connection.execute(text(CURRENT), names).mappings()]


def current_findings(store: Store, actor: Actor, analysis: str) -> Iterator[Finding]:
    """All of them, read page by page."""
    after = 0
    while page := current_page(store, actor, analysis, after):
        yield from page
        after = page[-1].finding_id
