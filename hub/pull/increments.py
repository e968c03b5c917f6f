"""What one export holds: the records that are new, changed or withdrawn since a day, read in bounded memory."""

from collections.abc import Generator
from datetime import date, datetime, time
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from connectors.rows import Operation
from hub.db import Store
from hub.errors import HubError
from hub.intake.split import Split, join
from hub.security.vault import Vault
from schemas.base import Record

Rows = Generator[tuple[str, Record | None], None, None]

CHUNK_ROWS = 500
# A first version cannot have stood before itself: most records are decided without looking further.
STOOD = """
(v.version > 1 and exists (
    select from record_version b where b.record_id = r.record_id and b.document = r.document
        and b.known_from < :since and b.known_to >= :since
))
"""
CONDITIONS = {
    Operation.ADD: f"v.known_from >= :since and not {STOOD}",
    Operation.UPDATE: f"v.known_from >= :since and {STOOD}",
    Operation.DELETE: "v.known_to >= :since",
}
# Without a day everything counts: all that stands, all of it that was ever corrected, all that was ever withdrawn.
ALWAYS = {Operation.ADD: "true", Operation.UPDATE: "v.version > 1", Operation.DELETE: "true"}
STANDING = """
select r.record_id, r.key, v.body::text, v.results::text, p.sealed
from record r
    join record_version v on v.record_id = r.record_id and v.document = r.document and v.event_on = r.event_on
        and v.known_to = 'infinity'
    left join vault.personal_part p on p.record_id = v.record_id and p.version = v.version
where r.document = :document and not r.deleted and {condition}
order by r.record_id
"""
WITHDRAWN = """
select r.record_id
from record r
    join record_version v on v.record_id = r.record_id and v.version = r.version and v.document = r.document
        and v.event_on = r.event_on
where r.document = :document and r.deleted and {condition}
order by r.record_id
"""


class Increment(NamedTuple):
    """Records of one document with one operation, since a day in the province; all of them where it is None.

    The state at the beginning of that day counts: what stood then and stands now in a later version is an update; what
    stands now and did not stand then, new or restored, is an add. So no update meets what its reader has deleted.
    """

    document: str
    operation: Operation
    since: date | None


def read_operation(name: str) -> Operation:
    """The operation of that name. Raises HubError for one that no message can have."""
    if name not in CONDITIONS:
        known = "、".join(CONDITIONS)
        raise HubError(f"没有名为 {name} 的操作；可用：{known}。", f"There is no operation {name}; known: {known}.")
    return Operation(name)


def read_increment(connection: Connection, store: Store, wanted: Increment) -> Rows:
    """(key, record) of each, in the order of their numbers; a withdrawn one is only its key.

    Senders' own identifiers are not kept, so the key is the hub's. Raises HubError for a record that is not whole.
    """
    condition = (CONDITIONS if wanted.since else ALWAYS)[wanted.operation]
    query = (WITHDRAWN if wanted.operation is Operation.DELETE else STANDING).format(condition=condition)
    values: dict[str, Any] = {"document": wanted.document}
    if wanted.since:
        values["since"] = datetime.combine(wanted.since, time(), store.settings.zone)
    with connection.execute(text(query), values, execution_options={"yield_per": CHUNK_ROWS}) as rows:
        for record_id, *cells in rows:
            parts = _opened(store.vault, *cells) if cells else None
            yield f"OHUB-{record_id}", parts and _whole(wanted.document, record_id, parts)


def _opened(vault: Vault, key: bytes, body: str, results: str | None, sealed: bytes | None) -> Split:
    personal = vault.open_json(sealed, b"personal" + key) if sealed else {}
    return Split(orjson.loads(body), orjson.loads(results) if results else None, personal)


def _whole(document: str, record_id: int, parts: Split) -> Record:
    found = join(document, parts)
    if isinstance(found, Record):
        return found
    fields = "、".join(issue.field for issue in found)
    raise HubError(
        f"编号为 {record_id} 的记录与现行数据规范不符（{fields}），未导出任何内容；请报送单位更正该记录。",
        f"Record {record_id} does not keep the present form ({fields}), so nothing was exported; its sender must "
        "correct it.",
    )
