"""The workplaces of a signal: whose they are, how many workers are counted at each, what else speaks for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from hub.pages import queries
from hub.pages.signals import words
from hub.pages.signals.signal import Signal

MOST = 60  # shown, those with most workers counted first
WORKPLACES = """
with counted as (
    select employer_id, count(distinct worker_id) as workers, max(event_on) as last_on
    from record_version
    where record_id = any(:records) and document = 'examination' and known_to = 'infinity'
    group by employer_id
)
select e.employer_id, e.name, e.division_code, e.industry_code, coalesce(c.workers, 0) as workers, c.last_on
from employer e left join counted c using (employer_id)
where e.employer_id = any(:employers)
order by workers desc, e.employer_id
"""


@dataclass(frozen=True)
class Workplace:
    """`beside` has the shrunken ratio and the readings of each hazard there, where they are among the surest."""

    employer_id: int
    name: str
    division_code: str | None
    industry_code: str | None
    workers: int
    last_on: Any
    beside: list[dict[str, Any]]

    @property
    def place(self) -> str:
        return words.place(self.division_code)

    @property
    def industry(self) -> str:
        return words.named("industry", self.industry_code) if self.industry_code else ""


def workplaces(connection: Connection, signal: Signal) -> list[Workplace]:
    """All that the fence shows, those with most workers counted first."""
    rows = queries.rows(connection, WORKPLACES, employers=signal.employers, records=signal.told.get("records", []))
    beside: dict[int, list[dict[str, Any]]] = {}
    for each in signal.told.get("beside", ()):
        beside.setdefault(each["employer_id"], []).append(each)
    return [Workplace(**row, beside=beside.get(row["employer_id"], [])) for row in rows]


def counties(found: Sequence[Workplace]) -> dict[str, int]:
    """How many of the workplaces lie in each county."""
    return dict(sorted(Counter(each.division_code[:6] for each in found if each.division_code).items()))
