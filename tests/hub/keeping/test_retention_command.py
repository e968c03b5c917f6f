"""`ohub retention` as it is typed: it shows, acts only on what was seen, holds back, and survives being killed."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.errors import HubError
from tests.faults.commands import environment, run, start
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.keeping.ages import OLD, Held, counts, person, put

Type = Callable[..., Any]
MANY = 12_000
RECORDS = """
with added as (
    insert into record (key, source, document, version, content, event_on, deleted)
    select int8send(n), 'test', 'examination', 1, '', '2006-05-18', false from generate_series(1, :many) n
    returning record_id
), versions as (
    insert into record_version (record_id, version, document, event_on, source, worker_id, known_from, batch_id, row,
        body)
    select record_id, 1, 'examination', '2006-05-18', 'test', 1 + record_id % 2, now(), 1, 1, '{}' from added
)
insert into vault.personal_part select record_id, 1, 'z' from added
"""


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Types `ohub retention` with --json against the test's store; gives what it answers."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()

    def type_it(*words: str, refused: str = "") -> Any:
        result = CliRunner().invoke(build(), ["retention", *words, "--json"])
        if refused:
            assert isinstance(result.exception, HubError), result.output
            assert refused in str(result.exception)
            return str(result.exception)
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.output)

    yield type_it
    settings.cache_clear()


def of_examinations(shown: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in shown["documents"] if one["document"] == "examination")


def test_it_shows_and_changes_nothing(store: Store, typed: Type) -> None:
    put(store, Held("examination", OLD), Held("examination", OLD, 2), Held("diagnosis", OLD, 2))
    shown = typed("--as-of", "2026-11-01")
    assert (shown["due"], len(shown["documents"])) == (1, 14)
    found = of_examinations(shown)
    assert found | {"records": 2, "past": 2, "held": 0, "live": 1, "due": 1, "years": 15, "verified": True} == found
    assert "4.9.3" in found["clause"]
    assert next(one for one in shown["documents"] if one["document"] == "diagnosis")["years"] is None
    assert typed("--as-of", "2021-05-18")["due"] == 0
    assert typed()["due"] == 1
    assert counts(store, "record", "tombstone", "audit_entry") == [3, 0, 0]


def test_it_acts_on_what_was_seen_alone(store: Store, typed: Type) -> None:
    put(store, Held("examination", OLD), Held("examination", date(2015, 1, 1), 2))
    typed("apply", "--as-of", "2026-11-01", "--expect", "2", refused="1 records are due now, not 2")
    assert typed("apply", "--as-of", "2026-11-01", "--expect", "1")["taken"] == 1
    typed("apply", "--as-of", "2026-11-01", "--expect", "1", refused="0 records are due now, not 1")
    assert counts(store, "record", "tombstone") == [1, 1]


def test_a_hold_keeps_until_it_is_released(store: Store, typed: Type) -> None:
    put(store, Held("examination", OLD, 1, 1), Held("examination", OLD, 2, 2), Held("examination", OLD, 3, 1, 2))
    by_worker = typed("hold", "--worker", "3", "--reason", "案号 2026-001")["hold"]
    by_employer = typed("hold", "--employer", "C1", "--reason", "复查", "--until", "2400-01-01")["hold"]
    assert of_examinations(typed())["held"] == 3  # worker 3 is worker 2
    typed("release", str(by_worker), "--reason", "已结案")
    assert (of_examinations(typed())["held"], typed()["due"]) == (2, 1)
    typed("release", str(by_worker), "--reason", "已结案", refused="has been released")
    listed = typed("holds")
    assert [(one["hold_id"], one["release_reason"]) for one in listed] == [(by_worker, "已结案"), (by_employer, None)]
    assert fetch(store, "select detail from audit_entry order by entry_id") == [
        ({"legal_hold": by_worker},), ({"legal_hold": by_employer},), ({"legal_hold": by_worker},)
    ]  # fmt: skip


def test_a_hold_ends_behind_its_last_day(store: Store, typed: Type) -> None:
    put(store, Held("examination", OLD))
    with store.transaction(TESTER) as connection:
        place = "insert into legal_hold (worker_id, reason, placed_by, until) values (1, 'x', :by, '2026-10-31')"
        connection.execute(text(place), {"by": str(TESTER)})
    assert [typed("--as-of", day)["due"] for day in ("2026-10-31", "2026-11-01")] == [0, 1]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("--worker", "1", "--reason", "本人 13900000000 来电"), "without names, ID numbers or phones"),
        (("--worker", "1", "--reason", "370102198003071217"), "without names, ID numbers or phones"),
        (("--worker", "1", "--reason", " "), "Give the reason"),
        (("--worker", "9", "--reason", "x"), "There is no worker 9"),
        (("--employer", "C9", "--reason", "x"), "no employer of that credit code"),
        (("--worker", "1", "--employer", "C1", "--reason", "x"), "Name one of"),
        (("--reason", "x"), "Name one of"),
        (("--worker", "1", "--reason", "x", "--until", "2001-01-01"), "would be over already"),
    ],
)
def test_a_hold_that_cannot_be(store: Store, typed: Type, words: tuple[str, ...], refused: str) -> None:
    put(store, Held("examination", OLD))
    said = typed("hold", *words, refused=refused)
    assert "13900000000" not in said
    assert "370102198003071217" not in said
    assert counts(store, "legal_hold", "audit_entry") == [0, 0]


def test_a_hold_that_is_not_there(store: Store, typed: Type) -> None:
    typed("release", "7", "--reason", "x", refused="There is no hold 7")


def test_killed_and_run_again_it_comes_to_the_same(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        person(connection, 1)
        person(connection, 2)
        connection.execute(text(RECORDS), {"many": MANY})
    command = ("retention", "apply", "--as-of", "2026-11-01", "--expect", str(MANY))
    process = start(store, *command)
    while process.poll() is None and counts(store, "tombstone") == [0]:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    [gone] = counts(store, "tombstone")
    assert 0 < gone < MANY
    assert counts(store, "record", "vault.personal_part", "retention_list") == [MANY - gone] * 3
    run(store, *command)
    assert counts(store, "tombstone", "record", "vault.personal_part", "vault.identity") == [MANY, 0, 0, 0]
    assert fetch(store, "select sum((detail ->> 'taken')::int) from audit_entry") == [(MANY,)]
