"""How a batch is taken: checked only, its good rows stored, or all of it or nothing.

A check does everything that storing does, in the same transaction and by the same statements, and then undoes it: what
it says of the rows is what storing them would have said, of duplicates and conflicts with what is there too.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import Connection, text

from hub.db import cursor
from hub.intake.batches import COUNTS
from hub.intake.storing import Cursor

OUT = "copy (select * from arrival_issue where batch_id = {batch}) to stdout (format binary)"
SAID = "create temp table said (like arrival_issue) on commit drop"  # no table with row security takes a COPY
IN = "copy said from stdin (format binary)"
COUNTED = f"select {', '.join(COUNTS)} from batch where batch_id = :batch"
TELL = f"""
insert into intake_job (batch_id, mode, state, asked_by, {", ".join(COUNTS)})
values (:batch, :mode, 'done', current_setting('ohub.actor'), {", ".join(":" + name for name in COUNTS)})
on conflict (batch_id) do update set {", ".join(f"{name} = excluded.{name}" for name in COUNTS)}
"""


class Mode(StrEnum):
    """What of a batch is stored: nothing, its good rows, or all of it when every row is good."""

    CHECK = "check"
    GOOD = "good"
    WHOLE = "whole"


@contextmanager
def as_far_as(mode: Mode, connection: Connection, batch_id: int) -> Iterator[None]:
    """What is stored of a batch inside stays as far as `mode` says. Else it is undone but for what was said of it."""
    connection.execute(text("delete from arrival_issue where batch_id = :batch"), {"batch": batch_id})
    if mode is Mode.GOOD:
        yield
        return
    saved = connection.begin_nested()
    yield
    counts = connection.execute(text(COUNTED), {"batch": batch_id}).mappings().one()
    if mode is Mode.WHOLE and not counts["held"] and not counts["rejected"]:
        saved.commit()
        return
    with tempfile.TemporaryFile() as said:  # codes and fields, never a value
        _copy_out(cursor(connection), batch_id, said)
        saved.rollback()
        _copy_in(cursor(connection), said)
    connection.execute(text(TELL), {"batch": batch_id, "mode": mode, **counts})
    connection.execute(
        text("update batch set state = 'checked', failure = null, interpreted_at = now() where batch_id = :batch"),
        {"batch": batch_id},
    )


def _copy_out(working: Cursor, batch_id: int, said: BinaryIO) -> None:
    with working.copy(OUT.format(batch=int(batch_id))) as copy:
        said.writelines(copy)


def _copy_in(working: Cursor, said: BinaryIO) -> None:
    said.seek(0)
    working.execute(SAID)
    with working.copy(IN) as copy:
        while piece := said.read(1 << 20):
            copy.write(piece)
    working.execute("insert into arrival_issue select * from said")
