"""A signal month by month: who was examined at its workplaces, who was found, and how many were to be expected.

What was expected of the whole window falls on months by how many were examined there, and on months before it at the
same rate: a line to hold the counts against, no judgement of a single month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from analytics.clusters.harm import BEFORE_WORK, HARMED
from analytics.clusters.layers import harmed as by_harm
from analytics.clusters.layers.subsets import SUBSET
from hub.pages import queries
from hub.pages.signals.signal import Signal

SHOWN, MOST = 36, 62  # months
MOST_EMPLOYERS = 100  # of more than that only who is counted is read, not all who were examined
# A worker counts once a month among the examined, and among the found in the first month of the window, and of the time
# before it. By harm these are all whom an examination found harmed; else those whose records the signal names.
MONTHS = """
with exams as materialized (
    select v.worker_id, date_trunc('month', v.event_on)::date as month, v.event_on >= :first as inside,
        case when :by_harm then told.harmed else v.record_id = any(:records) end as found
    from record_version v, lateral (
        select count(*) as conclusions, bool_or(c ->> 'conclusion' = any(:harmed)) as harmed
        from jsonb_array_elements(v.body -> 'conclusions') c
        where cast(:hazard as text) is null or c -> 'hazards' ? :hazard
    ) told
    where v.document = 'examination' and v.known_to = 'infinity'
        and (v.employer_id = any(:employers) or v.record_id = any(:records))
        and v.event_on between :since and :last and v.body ->> 'exam_type' <> :before_work
        and (told.conclusions > 0 or v.record_id = any(:records))
), first_found as (
    select month, count(*) as found
    from (select worker_id, inside, min(month) as month from exams where found group by worker_id, inside) f
    group by month
)
select month, count(distinct worker_id) as examined, coalesce(max(found_in.found), 0) as found
from exams left join first_found found_in using (month) group by month order by month
"""


@dataclass(frozen=True)
class Month:
    """`expected` is empty where nobody was examined in the window; `inside` it or before. Of very many employers both
    `examined` and `expected` are empty."""

    month: date
    examined: int | None
    found: int
    expected: float | None
    inside: bool


def months(connection: Connection, signal: Signal) -> list[Month]:
    """Every month from three years before the end of its window, or from its beginning where that is earlier, on."""
    first, last = _days(signal)
    employers = signal.employers if len(signal.employers) <= MOST_EMPLOYERS else []
    since = max(min(_before(last, SHOWN), first.replace(day=1)), _before(last, MOST))
    by_records = signal.told.get("outcome", by_harm.HARMED) != by_harm.HARMED or signal.layer == SUBSET
    values = {"employers": employers, "records": signal.told.get("records", []), "harmed": list(HARMED)}
    values |= {
        "hazard": signal.told["hazard"],
        "by_harm": bool(employers) and not by_records,
        "before_work": BEFORE_WORK,
    }
    told = queries.rows(connection, MONTHS, **values, since=since, first=first, last=last)
    found = _months({row["month"]: row for row in told}, since, (first, last), float(signal.told["expected"]))
    return found if employers else [replace(each, examined=None, expected=None) for each in found]


def _days(signal: Signal) -> tuple[date, date]:
    """The first and the last day that are counted."""
    first, last = (date.fromisoformat(signal.told[name]) for name in ("window_from", "window_to"))
    return first, last


def _before(day: date, months: int) -> date:
    """The first day of the month with which so many months end on that of `day`."""
    years, month = divmod(day.year * 12 + day.month - months, 12)
    return date(years, month + 1, 1)


def _months(told: dict[date, Any], since: date, days: tuple[date, date], expected: float) -> list[Month]:
    first, last = days
    inside = {month for month in told if month >= first.replace(day=1)}
    examined = sum(told[month]["examined"] for month in inside)
    found, month = list[Month](), since
    while month <= last:
        seen, harmed = (told[month][name] if month in told else 0 for name in ("examined", "found"))
        hoped = expected * seen / examined if examined else None
        found.append(Month(month, seen, harmed, hoped, month >= first.replace(day=1)))
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def chart(months: Sequence[Month], names: dict[str, str]) -> dict[str, Any]:
    """Bars of who was found, a line of what was expected; `begins` is where the window does."""
    return {
        "kind": "months",
        "names": [f"{each.month:%Y-%m}" for each in months],
        "observed": {"name": names["observed"], "values": [each.found for each in months]},
        "expected": {
            "name": names["expected"],
            "values": [None if each.expected is None else round(each.expected, 2) for each in months],
        },
        "begins": next((number for number, each in enumerate(months) if each.inside), 0),
        "window": names["window"],
    }
