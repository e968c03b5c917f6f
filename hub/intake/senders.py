"""How well each sender sends: tallies of a batch by sender, made anew whenever rows of the batch were judged.

Whatever a page says of senders is a sum of these few rows; it never counts arrivals.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

import orjson
import psycopg

from analytics.parameters import parameter
from schemas.codes.divisions import normalise
from schemas.identifiers import ResidentId, parse_credit_code, parse_resident_id

TERMS = ("examination", "suspected", "diagnosis")  # documents that are to arrive within so many days of their event
MISSING = ["field_missing", "condition_missing", "key_missing", "column_missing"]
_INSTITUTION = re.compile(r"[0-9A-Z]{9}", re.ASCII).fullmatch

CLEAR = "delete from sender_tally where batch_id = %(batch)s", "delete from sender_issue where batch_id = %(batch)s"
TALLY = """
insert into sender_tally (batch_id, sender, document, division_code, received_on, received, accepted, held, rejected,
    duplicates, incomplete, timed, days, longest, due, in_time)
select %(batch)s, sender, document,
    case length(sender) when 6 then sender when 9 then left(sender, 4) || '00' when 18 then substr(sender, 3, 6) end,
    min(received_on), count(*), count(*) filter (where outcome = 'accepted'), count(*) filter (where outcome = 'held'),
    count(*) filter (where outcome = 'rejected'), count(*) filter (where outcome = 'duplicate'),
    count(*) filter (where incomplete), count(days), coalesce(sum(days), 0), coalesce(max(days), 0),
    count(days) filter (where term is not null), count(days) filter (where days <= term)
from (
    select coalesce(a.sender, '') as sender, a.document, a.outcome, b.received_at::date as received_on,
        m.row is not null as incomplete,
        case when a.outcome = 'accepted' and a.operation <> 'delete' then b.received_at::date - r.event_on end as days,
        (%(terms)s::jsonb ->> a.document)::int as term
    from arrival a join batch b using (batch_id) left join record r using (record_id)
    left join (
        select distinct row from arrival_issue where batch_id = %(batch)s and code = any(%(missing)s)
    ) m on m.row = a.row
    where a.batch_id = %(batch)s
) told
group by sender, document
"""
ISSUES = """
insert into sender_issue (batch_id, sender, outcome, severity, code, field, count)
select %(batch)s, coalesce(a.sender, ''), a.outcome, i.severity, i.code, i.field, count(*)
from arrival_issue i join arrival a using (batch_id, row)
where i.batch_id = %(batch)s group by 2, 3, 4, 5, 6
"""


def tally(working: psycopg.Cursor[tuple[object, ...]], batch_id: int) -> None:
    """Make the tallies of a batch those of its rows."""
    values = {"batch": batch_id, "terms": orjson.dumps(terms(datetime.now(UTC).date())).decode(), "missing": MISSING}
    for statement in (*CLEAR, TALLY, ISSUES):
        working.execute(statement, values)


def terms(on: date) -> dict[str, int]:
    """Days from the event to the arrival that are in time, by document."""
    return {document: int(parameter(f"quality/term_{document}").on(on).value) for document in TERMS}


@lru_cache(maxsize=4096)
def sender_code(sender: str) -> str | None:
    """The code of a sender, where it has the form of one: of a division, an institution or an employer. What else a
    file says there could be anything, a person's number too, and is not kept in clear."""
    if len(sender) == 18:
        employer = parse_credit_code(sender)
        return employer.code if employer and not isinstance(parse_resident_id(sender), ResidentId) else None
    if _INSTITUTION(sender):
        return sender
    return normalise(sender)
