"""Signed receipts of batches: what arrived, what became of every row, and by what it was judged.

The signed document is small: of the rows it holds the root of a hash tree over their lines, which are handed out
beside it. How it all fits together: docs/explanation/receipts.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.config import Settings
from hub.db import cursor
from hub.errors import HubError
from hub.intake.batches import COUNTS
from hub.intake.storing import Cursor
from hub.intake.versions import versions
from hub.security.keys import KeyRing
from hub.security.merkle import Tree, tree
from hub.security.signing import sign

KIND = "ohub-receipt"
TREE = "RFC 6962, SHA-256"
FETCHED_ROWS = 2000

# A row's line. Its bytes as they are handed out are what is hashed: nobody needs to write JSON in the same way.
_LINE = """
'{"row":' || a.row || ',"outcome":"' || a.outcome || '","issues":[' || coalesce((
    select string_agg('{"code":' || to_json(i.code) || ',"field":' || to_json(i.field) || '}', ',' order by i.n)
    from arrival_issue i where i.batch_id = a.batch_id and i.row = a.row
), '') || ']}'
"""
_NOW = f"select {_LINE} from arrival a where a.batch_id = %(batch)s order by a.row"
# What a receipt said of a row is what was put aside under its number or the next higher one, else what holds now.
_THEN = f"""
select coalesce((
    select r.line from receipt_row r
    where r.batch_id = a.batch_id and r.row = a.row and r.number >= %(number)s order by r.number limit 1
), {_LINE}) from arrival a where a.batch_id = %(batch)s order by a.row
"""
_PUT_ASIDE = f"""
insert into receipt_row (batch_id, row, number, line)
select a.batch_id, a.row, last.number, {_LINE}
from arrival a, (select max(number) as number from receipt where batch_id = %(batch)s) last
where a.batch_id = %(batch)s and a.row = any(%(rows)s) and last.number is not null
on conflict do nothing
"""
_JUDGED = """
insert into judging (batch_id, number, versions)
select %(batch)s, count(*) + 1, %(versions)s::jsonb from judging where batch_id = %(batch)s
"""
_JUDGED_BY = """
select versions, min(judged_at) as first_at, max(judged_at) as last_at, count(*) as times
from judging where batch_id = :batch group by versions order by min(judged_at)
"""
_LOCKED = "select * from batch where batch_id = :batch for no key update"


class NotInterpretedError(HubError):
    """A batch that lies there uninterpreted has no receipt yet."""

    status = 409


def note_judging(working: Cursor, batch_id: int, source: str) -> None:
    """Note that rows of the batch are judged in this transaction, and by which versions."""
    told = orjson.dumps(versions(source), option=orjson.OPT_SORT_KEYS).decode()
    working.execute(_JUDGED, {"batch": batch_id, "versions": told})


def before_judging_again(working: Cursor, batch_id: int, source: str, rows: Sequence[int]) -> None:
    """Put aside what the last receipt said of `rows` of a batch, which are now judged again.

    The batch is locked first, so that no receipt is made meanwhile.
    """
    working.execute("select from batch where batch_id = %s for no key update", (batch_id,))
    working.execute(_PUT_ASIDE, {"batch": batch_id, "rows": rows})
    note_judging(working, batch_id, source)


def newest(connection: Connection, batch_id: int) -> RowMapping | None:
    """The last receipt of a batch; `fresh` says that nothing was judged since."""
    query = text(
        "select number, signed, judgings = (select count(*) from judging j where j.batch_id = r.batch_id) as fresh "
        "from receipt r where batch_id = :batch order by number desc limit 1"
    )
    return connection.execute(query, {"batch": batch_id}).mappings().first()


def make(connection: Connection, ring: KeyRing, settings: Settings, batch_id: int) -> int:
    """Make the receipt of a batch as it now is, unless the newest tells that already. Returns its number.

    Raises NotInterpretedError. The batch stays locked until the transaction ends.
    """
    batch = connection.execute(text(_LOCKED), {"batch": batch_id}).mappings().one()
    if batch["state"] != "interpreted":
        raise NotInterpretedError(
            f"批次 {batch_id} 的字节已收到，但尚未解释，还没有回执；请在解释完成后再取。",
            f"The bytes of batch {batch_id} are kept but not yet interpreted: there is no receipt. Ask again then.",
        )
    last = newest(connection, batch_id)
    if last and last["fresh"]:
        return int(last["number"])
    number = last["number"] + 1 if last else 1
    judged_by = [dict(each) for each in connection.execute(text(_JUDGED_BY), {"batch": batch_id}).mappings()]
    with lines(cursor(connection), batch_id) as told:
        rows = tree(told)
    document = _document(batch, rows, judged_by) | {
        "hub": {"org_code": settings.org_code or None},
        "number": number,
        "previous": _named(last) if last else None,
    }
    _keep(connection, document, sum(each["times"] for each in judged_by), sign(ring, KIND, document))
    return int(number)


@contextmanager
def lines(working: Cursor, batch_id: int, number: int | None = None) -> Iterator[Iterator[bytes]]:
    """The lines of a batch's rows in their order, without line ends: as they are now, or as a receipt told them."""
    with working.connection.cursor("receipt_lines") as found:
        found.itersize = FETCHED_ROWS
        found.execute(_NOW if number is None else _THEN, {"batch": batch_id, "number": number})
        yield (row[0].encode() for row in found)


def _document(batch: RowMapping, rows: Tree, judged_by: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "batch": batch["batch_id"],
        "source": batch["source"],
        "file": {"sha256": batch["sha256"].hex(), "bytes": batch["size_bytes"]},
        "received_at": batch["received_at"],
        "interpreted_at": batch["interpreted_at"],
        "counts": {name: batch[name] for name in COUNTS},
        "rows": {"tree": TREE, "size": rows.size, "root": rows.root().hex()},
        "judged_by": judged_by,
    }


def _named(receipt: RowMapping) -> dict[str, Any]:
    """How a receipt names the one before it: by number and the SHA-256 of its text."""
    return {"number": receipt["number"], "sha256": sha256(receipt["signed"].encode()).hexdigest()}


def _keep(connection: Connection, document: dict[str, Any], judgings: int, signed: str) -> None:
    connection.execute(
        text("insert into receipt (batch_id, number, judgings, root, signed) values (:batch, :number, :j, :root, :s)"),
        {"batch": document["batch"], "number": document["number"], "j": judgings,
         "root": bytes.fromhex(document["rows"]["root"]), "s": signed},
    )  # fmt: skip
