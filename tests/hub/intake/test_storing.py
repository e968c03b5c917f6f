"""While the server stores one chunk of rows the next is read; what goes wrong there is said as it was."""

from pathlib import Path

import psycopg
import pytest

from hub.db import Store
from hub.intake import steps
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.intake.storing import CHUNK_ROWS
from hub.security.actor import Actor
from tests.benchmarks.documents import write_examinations
from tests.hub.intake.messages import fetch

TESTER = Actor("system", "tester")


def arrived(store: Store, path: Path) -> int:
    with path.open("rb") as stream:
        return receive(store, "national", stream, TESTER).batch_id


def test_chunks_follow_each_other_to_the_last_row(store: Store, tmp_path: Path) -> None:
    count, seen = 2 * CHUNK_ROWS + 3, list[int]()
    outcome = interpret(store, arrived(store, write_examinations(tmp_path / "x.xml", count)), TESTER, seen.append)
    assert (outcome.received, outcome.accepted) == (count, count)
    assert seen == [CHUNK_ROWS, 2 * CHUNK_ROWS, count]


def test_the_servers_own_error_ends_the_batch(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the next rows from the same transaction only meets the consequence of it."""
    batch = arrived(store, write_examinations(tmp_path / "x.xml", 2 * CHUNK_ROWS))
    with monkeypatch.context() as patched:
        patched.setattr(steps, "STORING", ("select 1 / 0", *steps.STORING))
        with pytest.raises(psycopg.errors.DivisionByZero):
            interpret(store, batch, TESTER)
    assert fetch(store, "select count(*) from arrival") == [(0,)]
    assert interpret(store, batch, TESTER).accepted == 2 * CHUNK_ROWS
