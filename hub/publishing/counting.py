"""Counts the persons of a month into atoms, set by set, out of the versions of records.

A record counts once: in the month at whose end it first stood, as it stood then. So a late report counts in the month
in which it became known, and a correction afterwards changes no month that may have been published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import Connection, text

from hub.publishing.months import Month
from hub.publishing.places import UNKNOWN, place_of
from schemas.codes import codelist

EXAMINED, SUSPECTED, DIAGNOSED = "examined", "suspected", "diagnosed"
DOCUMENTS = {EXAMINED: "examination", SUSPECTED: "suspected", DIAGNOSED: "diagnosis"}
SEVERAL = "several"  # who belongs to several groups is counted once, in this one
GROUPS = ("city", "county", "hazard_group", "exam_type", "disease_group", "outcome")
COLUMNS = ("month", "kind", *GROUPS, "count")

# A version stood at the end of a month that began after it was known and not after it was replaced.
STANDING = """
standing as (
    select v.record_id, v.event_on, coalesce(w.merged_into, w.worker_id) as person, v.body,
        coalesce(v.division_code, e.division_code, '') as division_code
    from record_version v
    join worker w on w.worker_id = v.worker_id
    left join employer e on e.employer_id = v.employer_id
    where v.document = :document and v.known_from >= :start and v.known_from < :end and v.known_to >= :end
        and (v.version = 1 or not exists (
            select from record_version o
            where o.document = v.document and o.record_id = v.record_id and o.version < v.version
                and date_trunc('month', least(o.known_to, cast(:start as timestamptz))) > o.known_from
        ))
),
latest as (
    select distinct on (person) person, division_code, body->>'exam_type' as exam_type
    from standing order by person, event_on desc, record_id desc
),
hazards as (
    select person, case when count(distinct g.name) = 1 then min(g.name) else :several end as hazard_group
    from standing
    cross join jsonb_array_elements_text(body->'hazards') as h (code)
    join unnest(cast(:hazards as text[]), cast(:hazard_groups as text[])) as g (code, name) on g.code = h.code
    group by person
)
"""
EXAMINATIONS = f"""
with {STANDING},
outcomes as (
    select person, bool_or(c->>'conclusion' = '02') as suspected, bool_or(c->>'conclusion' = '03') as contraindicated
    from standing cross join jsonb_array_elements(body->'conclusions') as c
    group by person
)
select division_code, coalesce(hazard_group, :unknown) as hazard_group, exam_type, null as disease_group,
    case when suspected and contraindicated then 'both' when suspected then 'suspected'
        when contraindicated then 'contraindicated' else 'neither' end as outcome,
    count(*) as count
from latest left join hazards using (person) left join outcomes using (person)
group by 1, 2, 3, 5
"""
CASES = f"""
with {STANDING},
diseases as (
    select person, case when count(distinct g.name) = 1 then min(g.name) else :several end as disease_group
    from standing
    join unnest(cast(:diseases as text[]), cast(:disease_groups as text[])) as g (code, name)
        on g.code = body->>'disease'
    group by person
)
select division_code, coalesce(hazard_group, :unknown) as hazard_group, null as exam_type,
    coalesce(disease_group, :unknown) as disease_group, null as outcome, count(*) as count
from latest left join hazards using (person) left join diseases using (person)
group by 1, 2, 4
"""


@dataclass(frozen=True)
class Frame:
    """Which month is counted, in which zone its days begin, and in which province."""

    month: Month
    zone: ZoneInfo
    province: str


def count_atoms(connection: Connection, frame: Frame) -> pd.DataFrame:
    """The atoms of a month, all kinds one below the other, with the columns COLUMNS; nobody is in two of a kind."""
    return pd.concat([_counted(connection, frame, kind) for kind in DOCUMENTS], ignore_index=True)


def _counted(connection: Connection, frame: Frame, kind: str) -> pd.DataFrame:
    values = {"document": DOCUMENTS[kind], "start": frame.month.start(frame.zone), "end": frame.month.end(frame.zone)}
    names = {"several": SEVERAL, "unknown": UNKNOWN, **_members("hazard"), **_members("disease")}
    query = EXAMINATIONS if kind == EXAMINED else CASES
    names = {name: value for name, value in names.items() if f":{name}" in query}
    rows = connection.execute(text(query), values | names).mappings()
    last_day = (frame.month.end(frame.zone) - timedelta(days=1)).date()
    found = pd.DataFrame([_placed(dict(row), frame.province, last_day) for row in rows], columns=[*GROUPS, "count"])
    summed = found.groupby([*GROUPS], dropna=False, as_index=False)["count"].sum()
    return summed.assign(month=str(frame.month), kind=kind)[[*COLUMNS]].astype({"count": "int64"})


def _placed(row: dict[str, Any], province: str, on: date) -> dict[str, Any]:
    place = place_of(row.pop("division_code"), province, on)
    return row | place._asdict()


def _members(name: str) -> dict[str, list[str]]:
    """The codes of a list and the group of each, as two columns; a code without a group is one itself."""
    rows = codelist(name).rows
    group: Callable[[Any], str] = lambda row: row.extra.get("group", row.code)  # noqa: E731
    return {f"{name}s": [row.code for row in rows], f"{name}_groups": [group(row) for row in rows]}
