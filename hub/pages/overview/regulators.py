"""What a regulator's overview says of one place: tiles, months, places below, hazards and industries, findings."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from analytics.disclosure.layouts import threshold_on
from analytics.timeline.steps import STEP_OF, STEPS
from hub.pages.overview.hiding import hidden
from hub.pages.overview.places import Place
from hub.tallies import reading
from schemas.codes import codelist

SHOWN = ("examination", "suspected", "contraindicated", "diagnosis")
OF_PEOPLE = SHOWN[1:]  # small counts of these are not shown below the place itself
TRENDS = ("examination", "suspected", "diagnosis")
RANKED = 10
MOST_TASKS = 1000
OVERDUE = f"""
select count(*) from (
    select from task where state not in ('closed', 'dismissed') and due_on < :today
        and (cast(:places as text[]) is null or division_code = any(:places))
    limit {MOST_TASKS + 1}
) t
"""


@dataclass(frozen=True)
class Tile:
    """A number that says what it counts: `key` names it, `before` is the same a year earlier, `href` leads behind it.
    `of` is what it is a share of; `most` of a number that is at least so great."""

    key: str
    value: int
    href: str
    before: int | None = None
    of: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Line:
    """A division, hazard or industry with its counts by kind; None where a count is not shown."""

    code: str
    name: str
    counts: dict[str, int | None]


@dataclass(frozen=True)
class Known:
    """All of a place that the page shows. `months` are pairs (this year, last year) by kind, from January on; this
    year's are None from next month on. `steps` are the gaps by step of the way to the benefits."""

    tiles: list[Tile]
    months: dict[str, list[tuple[int | None, int]]]
    below: list[Line]
    counties: list[Line]
    hazards: list[Line]
    industries: list[Line]
    steps: dict[str, int]
    changed_at: datetime | None


def known(connection: Connection, place: Place) -> Known:
    """Reads it behind the fence of the transaction."""
    year = place.on.year
    months = reading.by_month(connection, date(year - 1, 1, 1), date(year, 12, 31), place.codes)
    places = reading.by_place(connection, year, place.codes)
    found = reading.findings(connection, place.codes)
    return Known(
        tiles=_tiles(place, months) + _open(connection, place, found),
        months={kind: _by_month(months, kind, place.on) for kind in TRENDS},
        below=_below(place, places),
        counties=_lines(place, places, by_county=True),
        hazards=_ranked(connection, "hazard", place),
        industries=_ranked(connection, "industry", place),
        steps=_steps(found),
        changed_at=reading.changed_at(connection, year, place.codes),
    )


def _tiles(place: Place, months: Counter[tuple[str, date]]) -> list[Tile]:
    """Last year's numbers are those of the same months."""
    on, last = place.on, date(place.on.year - 1, 1, 1)
    this = date(on.year, 1, 1)
    behind = f"/overview/records?division={place.code}&kind="

    def so_far(kind: str, year: int) -> int:
        return sum(months[kind, date(year, month, 1)] for month in range(1, on.month + 1))

    year = [Tile(kind, so_far(kind, on.year), behind + kind, so_far(kind, last.year)) for kind in SHOWN]
    month = Tile("month", months["examination", on.replace(day=1)], f"{behind}examination",
                 months["examination", on.replace(day=1, year=last.year)] if on.month else None)  # fmt: skip
    coverage = Tile("coverage", months["worker", this], f"{behind}examination", of=months["known", this])
    return [month, year[0], coverage, *year[1:]]


def _open(connection: Connection, place: Place, found: Counter[tuple[str, str]]) -> list[Tile]:
    """Findings that are open, and tasks that are late."""
    sums = Counter[str]()
    for (analysis, _), count in found.items():
        sums[analysis] += count
    here = f"division={place.code}"
    codes = sorted(place.codes) if place.codes is not None else None
    overdue = connection.execute(text(OVERDUE), {"today": place.on, "places": codes}).scalar_one()
    return [
        Tile("clusters", sums["clusters"], f"/clusters?{here}"),
        Tile("gaps", sums["gaps"], f"/gaps?{here}" if place.codes is not None else "/gaps"),
        Tile("compliance", sums["compliance"], "/compliance"),
        Tile(
            "overdue", min(overdue, MOST_TASKS), "/worklist?tab=late", most=MOST_TASKS if overdue > MOST_TASKS else None
        ),
    ]


def _by_month(months: Counter[tuple[str, date]], kind: str, on: date) -> list[tuple[int | None, int]]:
    return [
        (months[kind, date(on.year, n, 1)] if n <= on.month else None, months[kind, date(on.year - 1, n, 1)])
        for n in range(1, 13)
    ]


def _below(place: Place, counts: Counter[tuple[str, str]]) -> list[Line]:
    """What lies directly below, each with its counts; of a town nothing does."""
    return [] if place.level == "town" else _lines(place, counts, by_county=False)


def _lines(place: Place, counts: Counter[tuple[str, str]], *, by_county: bool) -> list[Line]:
    threshold = threshold_on(place.on)
    summed = place.by_county(counts) if by_county else place.rolled_up(counts)
    codes = sorted({*summed, *(place.counties() if by_county else _in_use(place))})
    veiled = {
        kind: hidden({code: summed.get(code, Counter())[kind] for code in codes}, threshold) for kind in OF_PEOPLE
    }
    return [
        Line(code, place.called(code), {
            kind: None if code in veiled.get(kind, ()) else summed.get(code, Counter())[kind]
            for kind in (*SHOWN, "worker", "known")
        })
        for code in codes
    ]  # fmt: skip


def _in_use(place: Place) -> list[str]:
    """Cities and counties are listed whether anything is counted there or not; towns are where something is."""
    return place.children() if place.level in ("province", "city") else []


def _ranked(connection: Connection, by: str, place: Place) -> list[Line]:
    """The hazards or industries with the most examinations; industries by the first two digits of their codes."""
    sums: dict[str, Counter[str]] = {}
    for (kind, value), count in reading.by_group(connection, by, place.on.year, place.codes).items():
        sums.setdefault(value[:2] if by == "industry" else value, Counter())[kind] += count
    threshold, names = threshold_on(place.on), codelist(by)
    top = sorted(sums, key=lambda value: (-sums[value]["examination"], value))[:RANKED]
    return [
        Line(value, name.name if (name := names.get(value)) else value, {
            kind: None if kind in OF_PEOPLE and 0 < sums[value][kind] < threshold else sums[value][kind]
            for kind in SHOWN
        })
        for value in top
    ]  # fmt: skip


def _steps(found: Counter[tuple[str, str]]) -> dict[str, int]:
    steps = dict.fromkeys(STEPS, 0)
    for (analysis, rule), count in found.items():
        if analysis == "gaps" and rule in STEP_OF:
            steps[STEP_OF[rule]] += count
    return steps
