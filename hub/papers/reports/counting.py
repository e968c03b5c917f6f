"""What a report counts, in one statement for each table, behind the fence of the transaction."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import Connection, text

from analytics.timeline.steps import STEP_OF, STEPS
from hub.publishing.months import Month
from hub.tallies.reading import by_month, by_place
from schemas.codes.divisions import ancestors, current, subtree

KINDS = ("examination", "suspected", "contraindicated", "diagnosis")
MONTHS_SHOWN = 13  # the month, and the twelve before it
BY_PLACE = """
select division_code, kind, sum(count)::bigint from tallied
where by = '' and month = :month and kind = any(:kinds)
    and (cast(:places as text[]) is null or division_code = any(:places))
group by 1, 2
"""
FINDINGS = """
select analysis, rule,
    count(*) filter (where raised_on between :first and :last) as raised,
    count(*) filter (where closed_on between :first and :last) as closed,
    count(*) filter (where raised_on <= :last and (closed_on is null or closed_on > :last)) as standing
from finding
where analysis in ('gaps', 'clusters') and raised_on <= :last
    and (cast(:places as text[]) is null or division_code = any(:places))
group by 1, 2
"""
TASKS = """
select count(*) filter (where state not in ('closed', 'dismissed')) as standing,
    count(*) filter (where state not in ('closed', 'dismissed') and due_on < :today) as late,
    count(*) filter (where state = 'supervised') as supervised,
    count(*) filter (where state in ('closed', 'dismissed') and changed_at >= :start and changed_at < :end) as ended
from task where cast(:places as text[]) is null or division_code = any(:places)
"""


@dataclass(frozen=True)
class Asked:
    """Which territory and month, and when it is counted. `everything`: the fence shows the territory and no more."""

    division: str
    month: Month
    now: datetime
    everything: bool = False

    @property
    def places(self) -> list[str] | None:
        return None if self.everything else sorted(subtree(self.division, self.now.date()))

    @property
    def first(self) -> date:
        return date(self.month.year, self.month.number, 1)

    @property
    def last(self) -> date:
        after = self.month.after()
        return date(after.year, after.number, 1) - timedelta(days=1)

    @property
    def a_year_before(self) -> Month:
        return Month(self.month.year - 1, self.month.number)


@dataclass(frozen=True)
class Change:
    """Findings of one group: raised and closed within the month, standing at its end."""

    raised: int
    closed: int
    standing: int


@dataclass(frozen=True)
class Counted:
    """`cells`: counts by kind, month and place directly below; of the months that are not compared by place, the place
    is empty. `workers` and `known` (those examined in this year or the two before): persons by place in the year."""

    asked: Asked
    cells: Mapping[tuple[str, str, str], int]
    workers: Mapping[str, int]
    known: Mapping[str, int]
    signals: Change
    gaps: Mapping[str, Change]
    tasks: Mapping[str, int]


def count(connection: Connection, asked: Asked) -> Counted:
    """All numbers of a report."""
    cells: Counter[tuple[str, str, str]] = Counter()
    for month in (asked.month, asked.a_year_before):
        cells.update(_placed(connection, asked, month))
    compared = {str(asked.month), str(asked.a_year_before)}
    first = date(asked.month.year - 1, asked.month.number, 1)
    for (kind, day), n in by_month(connection, first, asked.last, asked.places).items():
        if kind in KINDS and f"{day:%Y-%m}" not in compared:
            cells[kind, f"{day:%Y-%m}", ""] += n
    persons = by_place(connection, asked.month.year, asked.places)
    workers, known = (_rolled(asked, persons, kind) for kind in ("worker", "known"))
    return Counted(asked, cells, workers, known, *_findings(connection, asked), _tasks(connection, asked))


def below(asked: Asked, code: str) -> str:
    """The division directly below the territory that a code lies in; the territory where no more is known."""
    return _below(asked.division, code, asked.now.date())


@lru_cache(maxsize=8192)
def _below(parent: str, code: str, on: date) -> str:
    here = current(code, on) if code else None
    line = (here, *ancestors(here, on)) if here else ()
    return line[line.index(parent) - 1] if parent in line[1:] else parent


def _placed(connection: Connection, asked: Asked, month: Month) -> Counter[tuple[str, str, str]]:
    values = {"month": date(month.year, month.number, 1), "kinds": [*KINDS], "places": asked.places}
    found: Counter[tuple[str, str, str]] = Counter()
    for code, kind, n in connection.execute(text(BY_PLACE), values):
        found[kind, str(month), below(asked, code)] += n
    return found


def _rolled(asked: Asked, persons: Mapping[tuple[str, str], int], wanted: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for (code, kind), n in persons.items():
        if kind == wanted:
            found[below(asked, code)] += n
    return found


def _findings(connection: Connection, asked: Asked) -> tuple[Change, dict[str, Change]]:
    """Signals, and gaps by the step of the law."""
    found: dict[str, Counter[str]] = {step: Counter() for step in ("clusters", *STEPS)}
    values = {"first": asked.first, "last": asked.last, "places": asked.places}
    for row in connection.execute(text(FINDINGS), values).mappings():
        group = "clusters" if row["analysis"] == "clusters" else STEP_OF[row["rule"]]
        found[group].update({name: row[name] for name in ("raised", "closed", "standing")})
    made = {step: Change(each["raised"], each["closed"], each["standing"]) for step, each in found.items()}
    return made.pop("clusters"), made


def _tasks(connection: Connection, asked: Asked) -> dict[str, int]:
    zone = asked.now.tzinfo
    start, after = datetime(asked.month.year, asked.month.number, 1, tzinfo=zone), asked.month.after()
    values = {"today": asked.now.date(), "places": asked.places, "start": start,
              "end": datetime(after.year, after.number, 1, tzinfo=zone)}  # fmt: skip
    return dict(connection.execute(text(TASKS), values).mappings().one())
