"""Recounts the tallies from what they count, in other words than the triggers', and tells where they differ."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor

SHOWN = 50
# Everything that stands, one line for each thing that is counted, then persons, findings and rows that wait.
RECOUNT = """
with standing as (
    select document, event_on, coalesce(division_code, '') as division_code, worker_id, employer_id, body
    from record_version where known_to = 'infinity' and document in ('examination', 'diagnosis')
), counted as (
    select document as kind, s.* from standing s
    union all select 'suspected', s.* from standing s
        where document = 'examination' and jsonb_path_exists(body, '$.conclusions[*].conclusion ? (@ == "02")')
    union all select 'contraindicated', s.* from standing s
        where document = 'examination' and jsonb_path_exists(body, '$.conclusions[*].conclusion ? (@ == "03")')
), persons as (
    select distinct division_code, extract(year from event_on)::int as year, coalesce(merged_into, worker_id) as person
    from standing join worker using (worker_id) where document = 'examination'
), recounted (by, month, kind, division_code, value, count) as (
    select '', date_trunc('month', event_on)::date, kind, division_code, '', count(*) from counted group by 2, 3, 4
    union all
    select 'hazard', date_trunc('year', event_on)::date, kind, division_code, hazard, count(*)
    from counted cross join jsonb_array_elements_text(body -> 'hazards') hazard group by 2, 3, 4, 5
    union all
    select 'industry', date_trunc('year', event_on)::date, kind, division_code, industry, count(*)
    from (select *, body -> 'employer' ->> 'industry_code' as industry from counted) c
    where industry is not null group by 2, 3, 4, 5
    union all
    select 'employer', date_trunc('year', event_on)::date, kind, division_code, employer_id::text, count(*)
    from counted where employer_id is not null group by 2, 3, 4, 5
    union all
    select '', make_date(year, 1, 1), 'worker', division_code, '', count(*) from persons group by 2, 4
    union all
    select '', make_date(later, 1, 1), 'known', division_code, '', count(distinct person)
    from persons cross join generate_series(year, year + 2) later group by 2, 4
    union all
    select 'rule', date_trunc('month', raised_on)::date, analysis, coalesce(division_code, ''), rule, count(*)
    from finding where closed_on is null group by 2, 3, 4, 5
    union all
    select 'source', date_trunc('month', received_at)::date, 'held', '', source, count(*)
    from held_row join batch using (batch_id) group by 2, 5
), kept as (
    select by, month, kind, division_code, value, sum(count) as count from tallied group by 1, 2, 3, 4, 5
)
select by, month, kind, division_code, value, coalesce(k.count, 0)::bigint as kept,
    coalesce(r.count, 0)::bigint as recounted
from kept k full join recounted r using (by, month, kind, division_code, value)
where coalesce(k.count, 0) <> coalesce(r.count, 0)
order by 1, 2, 3, 4, 5 limit :limit
"""


class Difference(NamedTuple):
    """A tally that is not what it counts."""

    by: str
    month: date
    kind: str
    division_code: str
    value: str
    kept: int
    recounted: int


def differences(store: Store, actor: Actor, limit: int = SHOWN) -> list[Difference]:
    """The first tallies that do not agree with a recount, as of one moment; empty when all do."""
    with store.transaction(actor, one_moment=True) as connection:
        return [Difference(*row) for row in connection.execute(text(RECOUNT), {"limit": limit})]
