"""The questions about employers, each a statement over one employer's rows by an index, or over a page of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

BEYOND = "\U0010ffff"  # behind every name that begins so
LIST = "select employer_id, name, credit_code, division_code, industry_code, size from employer"
ORDER = 'order by name collate "C", employer_id limit :limit'
# By the name of the filter; only those asked for stand in the statement, so that the index of each can serve.
FILTERS = {
    "credit_code": "credit_code = :credit_code",
    "name": 'name collate "C" >= :name and name collate "C" < :beyond',
    "divisions": "division_code = any(:divisions)",
    "industries": "industry_code = any(:industries)",
    "size": "size = :size",
    "after": '(name collate "C", employer_id) > '
    '(select name collate "C", employer_id from employer where employer_id = :after)',
}
EXAMINED = """
select employer_id, count(distinct worker_id) as number from record_version
where document = 'examination' and event_on >= :first and known_to = 'infinity' and employer_id = any(:employers)
group by employer_id
"""
OPEN = """
select employer_id, count(*) as number from finding
where employer_id = any(:employers) and closed_on is null group by employer_id
"""
ONE = """
select employer_id, name, credit_code, division_code, industry_code, economic_type, size
from employer where employer_id = :employer
"""
# The register has an employer as it was first named; what was reported of it since stands in its documents.
REPORTED = """
select body -> 'employer' as told from record_version
where employer_id = :employer and document = any('{employer,measurement,examination}') and known_to = 'infinity'
    and body -> 'employer' ->> 'industry_code' is not null
order by document = 'employer' desc, event_on desc limit 1
"""
# How fresh what is known is, document by document.
FRESH = """
select document, count(*) as count, max(event_on) as last_on, max(known_from) as last_known from record_version
where employer_id = :employer and known_to = 'infinity' group by document order by document
"""
EXAMINATIONS = """
select extract(year from v.event_on)::int as year, c.value ->> 'conclusion' as said,
    count(distinct v.worker_id) as people
from record_version v, jsonb_array_elements(v.body -> 'conclusions') c
where v.employer_id = :employer and v.document = 'examination' and v.event_on >= :first and v.known_to = 'infinity'
group by grouping sets ((1), (1, 2)) order by 1 desc, 2
"""
EXPOSED = """
select h.value as hazard, count(distinct v.worker_id) as people, max(v.event_on) as last_on,
    array_agg(distinct v.body ->> 'work_type') as work_types
from record_version v, jsonb_array_elements_text(coalesce(v.body -> 'exposed_hazards', v.body -> 'hazards')) h
where v.employer_id = :employer and v.document = 'examination' and v.event_on >= :first and v.known_to = 'infinity'
    and v.body ->> 'exam_type' <> '05'
group by 1 order by 2 desc, 1
"""
MEASUREMENTS = """
select record_id, event_on, body, results from record_version
where employer_id = :employer and document = 'measurement' and event_on >= :first and known_to = 'infinity'
order by event_on desc, record_id desc limit 24
"""
CASES = """
select document, body ->> 'disease' as disease, count(distinct worker_id) as people, min(event_on) as first_on,
    max(event_on) as last_on
from record_version
where employer_id = :employer and document in ('suspected', 'diagnosis') and known_to = 'infinity'
group by 1, 2 order by 1, 3 desc, 2
"""
LATEST_CASES = """
select record_id, worker_id, document, body ->> 'disease' as disease, event_on from record_version
where employer_id = :employer and document in ('suspected', 'diagnosis') and known_to = 'infinity'
    and worker_id is not null
order by event_on desc, record_id desc limit 50
"""
INSURANCE = """
select count(distinct worker_id) filter (where body ->> 'last_month' is null) as now,
    count(distinct worker_id) as ever, max(known_from) as last_known
from record_version where employer_id = :employer and document = 'insured_spell' and known_to = 'infinity'
"""
BY_RULE = """
select analysis, rule, count(*) as count, min(due_on) as due_on,
    (array_agg(evidence order by finding_id))[1] as evidence
from finding where employer_id = :employer and closed_on is null group by 1, 2 order by 1, min(due_on), 2
"""
CURRENT = """
select finding_id, rule, due_on, raised_on, evidence from finding
where employer_id = :employer and analysis = :analysis and closed_on is null
order by due_on nulls last, finding_id limit 50
"""


def employers(connection: Connection, asked: Mapping[str, Any], limit: int) -> Sequence[RowMapping]:
    """Those that fit all filters `asked` for by the names of FILTERS, in the order of their names."""
    conditions = " and ".join(FILTERS[name] for name in asked)
    statement = f"{LIST} where {conditions} {ORDER}" if asked else f"{LIST} {ORDER}"
    values = {**asked, "beyond": f"{asked.get('name', '')}{BEYOND}", "limit": limit}
    return connection.execute(text(statement), values).mappings().all()


def counts(connection: Connection, query: str, employers: Sequence[int], **values: Any) -> dict[int, int]:
    """By employer; those with none are not there."""
    rows = connection.execute(text(query), {"employers": list(employers), **values})
    return {row.employer_id: row.number for row in rows}


def years_ago(today: date, years: int) -> date:
    """The first of January that many years before."""
    return date(today.year - years, 1, 1)
