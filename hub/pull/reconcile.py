"""Reconciliation: what a reader of the feed must hold of each day, as a count and a hash, without sending it again."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.pull.feed import LATER
from hub.pull.position import reach, read_cursor
from hub.pull.views import View
from hub.security.vault import Vault

# A date becomes its first moment in the province: every transaction has the province's time.
STANDING = f"""
from record_version v
where document = any(:documents) and xid < :horizon and (closed_xid is null or closed_xid >= :horizon)
    and not exists (select {LATER})
"""
OF_DAY = f"""
select count(*), encode(sha256(convert_to(
    coalesce(string_agg(record_id || ' ' || version || E'\\n', '' order by record_id), ''), 'UTF8'
)), 'hex')
{STANDING} and known_from >= cast(:day as date) and known_from < cast(:day as date) + 1
"""
DAYS = f"select distinct known_from::date {STANDING} order by 1"


class Tally(NamedTuple):
    """What stands of a day: how many records, and the SHA-256 (hex) of their lines.

    A line is `record version` and a line feed, in ASCII; the lines are in the order of the records' numbers.
    """

    day: date
    records: int
    sha256: str


def reconcile(connection: Connection, vault: Vault, view: View, day: date, at: str | None = None) -> Tally:
    """The tally of the records whose standing version became known on `day` (in the province), behind the fence.

    As of the cursor `at`, that of a page at the end of the feed; as of now where it is None. Raises HubError for a
    cursor from the midst of the feed: what its reader holds depends on how the pages fell.
    """
    values = {"horizon": _horizon(connection, vault, view, at), "documents": list(view.documents), "day": day}
    count, digest = connection.execute(text(OF_DAY), values).one()
    return Tally(day, count, digest)


def days(connection: Connection, vault: Vault, view: View, at: str | None = None) -> list[date]:
    """The days of which anything stands, as of `at`. Raises what `reconcile` raises."""
    values = {"horizon": _horizon(connection, vault, view, at), "documents": list(view.documents)}
    return list(connection.execute(text(DAYS), values).scalars())


def _horizon(connection: Connection, vault: Vault, view: View, at: str | None) -> int:
    here = reach(connection, vault, view.name)
    if at is None:
        return here.horizon
    position = read_cursor(vault, here, at)
    if not position.at_end:
        raise HubError(
            "这个游标在变更流中间，无法对账；请先读到末尾，再用最后一页给出的游标对账。",
            "This cursor is in the midst of the feed; read on to the end and use the cursor of its last page.",
        )
    return position.xid
