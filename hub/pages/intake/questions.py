"""What the pages of the intake ask the store, over small tables or a page's rows at a time."""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.pages.queries import rows

BY_SOURCE = """
select source, count(*) as batches, sum(received) as received, sum(accepted) as accepted, sum(held) as held,
    sum(rejected) as rejected, sum(duplicates) as duplicates, max(received_at) as last_at
from batch where state = 'interpreted' group by source order by source
"""
# A way that batches come: an endpoint that is pulled, or an organisation that brings them. Pages of one pull and files
# of one afternoon are one coming; what is usual is the middle one of the times between two comings.
CHANNELS = """
with told as (
    select source, endpoint, organisation, received_at,
        received_at - lag(received_at) over (partition by source, endpoint, organisation order by received_at) as gap
    from batch where received_at > now() - interval '1 year' and state <> 'checked'
)
select source, endpoint, organisation, count(*) as batches, max(received_at) as last_at,
    extract(epoch from percentile_cont(0.5) within group (order by gap) filter (where gap > interval '6 hours')) / 86400
        as usual_days
from told group by source, endpoint, organisation order by last_at limit 200
"""
PULLS = """
select p.source, p.endpoint, p.pages, p.updated_at, (
    select count(*) from batch b where b.source = p.source and b.endpoint = p.endpoint and b.state = 'failed'
) as failed
from pull_cursor p order by p.updated_at
"""
# What fills the blanks of a sentence is taken from one of the issues, where the reader may see its batch.
_DETAIL = """left join lateral (
    select detail from arrival_issue i
    where i.batch_id = told.latest and i.code = told.code and i.field = told.field limit 1
) one on true order by count desc, code, field
"""
REASONS = f"""
select told.*, one.detail from (
    select code, field, sum(count) as count, count(distinct sender) as senders, max(batch_id) as latest
    from sender_issue where outcome = 'held' and severity = 'hold'
    group by code, field order by sum(count) desc, code, field limit 30
) told {_DETAIL}"""
HELD_ROWS = """
select h.batch_id, h.row, b.source, b.received_at, a.sender, i.code, i.field, i.detail
from held_row h join batch b using (batch_id) join arrival a using (batch_id, row)
cross join lateral (
    select code, field, detail from arrival_issue i
    where i.batch_id = h.batch_id and i.row = h.row and i.severity = 'hold' order by n limit 1
) i
where (h.batch_id, h.row) > (:batch, :row) order by h.batch_id, h.row limit :limit
"""
_SUMS = """
sum(received) as received, sum(accepted) as accepted, sum(held) as held, sum(rejected) as rejected,
sum(duplicates) as duplicates, sum(incomplete) as incomplete, sum(timed) as timed, sum(days) as days,
max(longest) as longest, sum(due) as due, sum(in_time) as in_time, max(received_on) as last_on
"""
SENDERS = f"""
select sender, min(division_code) as division_code, {_SUMS}
from sender_tally where received_on >= :since group by sender order by sum(received) desc, sender
"""
BY_DOCUMENT = f"""
select document, {_SUMS} from sender_tally where sender = :sender and received_on >= :since
group by document order by document
"""
BY_MONTH = f"""
select to_char(received_on, 'YYYY-MM') as month, {_SUMS}
from sender_tally where sender = :sender and received_on >= :since group by 1 order by 1
"""
PROBLEMS = f"""
select told.*, one.detail, exists (select from batch b where b.batch_id = told.latest) as readable from (
    select code, field, severity, sum(count) as count, max(batch_id) as latest from sender_issue
    where sender = :sender and batch_id >= (
        select coalesce(min(batch_id), 0) from sender_tally where sender = :sender and received_on >= :since
    )
    group by code, field, severity order by sum(count) desc, code, field limit 30
) told {_DETAIL}"""
QUALITY = """
select rule, subject, due_on, raised_on, evidence from finding
where analysis = 'quality' and closed_on is null and (subject = :sender or subject like :sender || ' ·%')
order by raised_on desc, rule limit 50
"""


def held_rows(connection: Connection, place: Sequence[int] | None, limit: int) -> Sequence[RowMapping]:
    """Rows that are held behind a place (batch, row), the oldest first."""
    batch, row = place or (0, -1)
    return rows(connection, HELD_ROWS, batch=batch, row=row, limit=limit)
