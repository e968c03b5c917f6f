"""What the overview shows, each in one statement over small tables."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from schemas.codes import codelist
from schemas.issues import Issue

BY_SOURCE = """
select source, count(*) as batches, sum(received) as received, sum(accepted) as accepted, sum(held) as held,
    sum(rejected) as rejected, sum(duplicates) as duplicates, max(received_at) as last_at
from batch group by source order by source
"""
HELD = """
select i.code, i.field, count(*) as count, (array_agg(i.detail))[1] as detail
from held_row h join arrival_issue i using (batch_id, row)
where i.severity = 'hold' group by i.code, i.field order by count(*) desc, i.code, i.field limit 12
"""
GAPS = """
select rule, count(*) as count, min(due_on) as oldest, (array_agg(evidence order by finding_id))[1] as evidence
from finding where analysis = 'gaps' and closed_on is null group by rule order by count(*) desc, rule
"""
# The latest comes first; `due_day` is the day as a number, for the cursor.
GAP_LIST = """
select finding_id, f.worker_id, rule, subject, due_on, due_on - date '1970-01-01' as due_day, raised_on, evidence,
    e.name as employer, coalesce(f.division_code, e.division_code) as division_code
from finding f left join employer e using (employer_id)
where analysis = 'gaps' and closed_on is null and (cast(:rule as text) is null or rule = :rule)
    and (due_on - date '1970-01-01', finding_id) > (:due_day, :after)
order by due_on, finding_id limit :limit
"""
LAST_RUN = "select max(started_at) from analysis_run"


def rows(connection: Connection, query: str, **values: Any) -> Sequence[RowMapping]:
    return connection.execute(text(query), values).mappings().all()


def held(connection: Connection, lang: str) -> list[dict[str, Any]]:
    """Why rows are held, most first, with the first part of the sentence."""
    found = []
    for row in rows(connection, HELD):
        issue = Issue(row["code"], row["field"], row["detail"])
        sentence = issue.message_zh if lang == "zh" else issue.message_en
        found.append({**row, "sentence": re.split("，本行|；|[;.] ", sentence)[0]})
    return found


def gaps(connection: Connection, rule: str | None, place: Sequence[int] | None, limit: int) -> list[dict[str, Any]]:
    """Current gaps behind a place (day due, id), of one rule or all."""
    due_day, after = place or (-(10**6), 0)
    found = rows(connection, GAP_LIST, rule=rule, due_day=due_day, after=after, limit=limit)
    return [{**row, "place": place_name(row["division_code"])} for row in found]


def place_name(code: str | None) -> str:
    """The name of a division; blank where it is not known."""
    division = codelist("division").get(code or "")
    return division.name if division else ""
