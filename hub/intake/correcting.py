"""The rows of a batch that were held or refused, as they were sent, each with what is wrong with it.

For the organisation that sent them, and nobody else: they hold what nothing of the hub shows in clear.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, text

from connectors.originals import originals
from connectors.registry import sources
from hub.db import Store, cursor
from hub.errors import HubError
from hub.intake.payload import open_payload
from schemas.issues import Issue

MOST = 50_000  # rows that are given back at once
WRONG = """
select row, code, field, detail from arrival_issue
where batch_id = :batch and severity <> 'note' order by row, n limit :limit
"""


@dataclass(frozen=True)
class Returned:
    """A row to be mended: its number, its lines by their headings, its issues."""

    number: int
    lines: list[dict[str, str]]
    issues: list[Issue]


def returned(connection: Connection, store: Store, batch_id: int) -> Iterator[Returned]:
    """The rows in their order. Raises HubError where there are more than a person could mend."""
    wrong = _wrong(connection, batch_id)
    source = connection.execute(text("select source from batch where batch_id = :batch"), {"batch": batch_id}).scalar()
    payload = open_payload(cursor(connection), store.vault, batch_id)
    for number, lines in originals(sources()[str(source)], payload):
        if not wrong:
            return
        if issues := wrong.pop(number, None):
            yield Returned(number, lines, issues)
    for number, issues in sorted(wrong.items()):  # what could not be read has no lines
        yield Returned(number, [{}], issues)


def _wrong(connection: Connection, batch_id: int) -> dict[int, list[Issue]]:
    found = connection.execute(text(WRONG), {"batch": batch_id, "limit": MOST + 1}).all()
    if len(found) > MOST:
        raise HubError(
            f"这个批次的问题超过 {MOST:,} 处，逐行改不如改源头：请先按“问题”一览中最多的几种修改导出程序，再重新上传。",
            f"This batch has more than {MOST:,} problems: mend where it was made rather than row by row. See which are "
            "most in the list, mend the export and upload it again.",
        )
    rows = groupby(found, key=itemgetter(0))
    return {row: [Issue(code, field, detail) for _, code, field, detail in issues] for row, issues in rows}
