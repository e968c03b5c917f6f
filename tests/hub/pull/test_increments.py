"""What belongs in an increment: the state at the beginning of a day in the province against the state now."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.rows import Operation
from hub.db import Store
from tests.hub.intake.messages import bring, counts, fetch, message
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import contents, dated, exported, keys, put

ADD, UPDATE, DELETE = Operation.ADD, Operation.UPDATE, Operation.DELETE
SINCE = date(2026, 6, 1)
FIRST = "2026-06-01T00:00:00+08:00"  # the first moment of that day in the province


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def told(store: Store, out: Path, since: date | None = SINCE) -> dict[Operation, list[str]]:
    """For each operation, the records by the place in which they first came."""
    return {each: keys(store, exported(store, "diagnosis", out, each, since)) for each in (ADD, UPDATE, DELETE)}


def bring_at(store: Store, when: str, key: str, operation: Operation = ADD, **fields: object) -> str:
    """Bring a diagnosis in at a past moment. Gives its place."""
    outcome = put(store, (key, example("diagnosis", **fields)), operation=operation)
    dated(store, outcome, moment(when))
    return f"{outcome.batch_id}/1"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.xml"


def test_a_day_begins_at_midnight_in_the_province(store: Store, out: Path) -> None:
    bring_at(store, "2026-05-31T23:59:59.999999+08:00", "old")
    new = bring_at(store, FIRST, "new")
    assert told(store, out) == {ADD: [new], UPDATE: [], DELETE: []}
    store.settings.time_zone = "UTC"  # where that day begins eight hours later
    assert told(store, out) == {ADD: [], UPDATE: [], DELETE: []}


def test_corrected_and_withdrawn(store: Store, out: Path) -> None:
    corrected, withdrawn, both = (bring_at(store, "2026-05-01T08:00:00+08:00", key) for key in "abc")
    for key in "ac":
        bring_at(store, FIRST, key, UPDATE, applied_on=date(2026, 1, 6))
    for key in "bc":
        bring_at(store, FIRST, key, DELETE)
    assert told(store, out) == {ADD: [], UPDATE: [corrected], DELETE: [withdrawn, both]}
    assert told(store, out, SINCE + timedelta(1)) == {ADD: [], UPDATE: [], DELETE: []}


def test_what_is_corrected_before_anybody_was_told_is_an_add(store: Store, out: Path) -> None:
    place = bring_at(store, FIRST, "a")
    bring_at(store, "2026-06-02T08:00:00+08:00", "a", UPDATE, applied_on=date(2026, 1, 6))
    assert told(store, out) == {ADD: [place], UPDATE: [], DELETE: []}
    assert b"<APPLY_DIAGNOSE_DATE>20260106<" in exported(store, "diagnosis", out, ADD, SINCE)


def test_what_is_restored_is_an_add_again(store: Store, out: Path) -> None:
    """An update would find it deleted at the reader's, and wait there for good."""
    place = bring_at(store, "2026-05-01T08:00:00+08:00", "a")
    bring_at(store, "2026-05-02T08:00:00+08:00", "a", DELETE)
    bring_at(store, FIRST, "a", applied_on=date(2026, 1, 6))
    assert told(store, out) == {ADD: [place], UPDATE: [], DELETE: []}


def test_what_was_away_for_a_while_is_an_update(store: Store, out: Path) -> None:
    place = bring_at(store, "2026-05-01T08:00:00+08:00", "a")
    bring_at(store, FIRST, "a", DELETE)
    bring_at(store, "2026-06-02T08:00:00+08:00", "a", applied_on=date(2026, 1, 6))
    assert told(store, out) == {ADD: [], UPDATE: [place], DELETE: []}


def test_without_a_day_everything(store: Store, out: Path) -> None:
    plain, corrected, withdrawn = (bring_at(store, "2026-05-01T08:00:00+08:00", key) for key in "abc")
    bring_at(store, FIRST, "b", UPDATE, applied_on=date(2026, 1, 6))
    bring_at(store, FIRST, "c", DELETE)
    assert told(store, out, None) == {ADD: [plain, corrected], UPDATE: [corrected], DELETE: [withdrawn]}


def test_a_deletion_tells_nothing_but_the_key(store: Store, out: Path) -> None:
    bring_at(store, "2026-05-01T08:00:00+08:00", "a")
    bring_at(store, FIRST, "a", DELETE)
    content = exported(store, "diagnosis", out, DELETE, SINCE).decode()
    (record_id,) = fetch(store, "select record_id from record")[0]
    assert f'<DIAGNOSE_OCPD ID="OHUB-{record_id}"/>' in content
    assert "测试甲" not in content


def test_another_hub_follows_by_the_three_increments(store: Store, new_store: Callable[[], Store], out: Path) -> None:
    other = new_store()
    dated(store, bring(store, message("a", "b", "c")), moment("2026-05-01T08:00:00+08:00"))
    assert counts(bring(other, exported(store, "examination", out))) == (3, 0, 0, 0)
    bring(store, message("a", operation=UPDATE, exam_type="03"))
    bring(store, message("b", operation=DELETE))
    bring(store, message("d", exam_type="01"))
    for operation in (ADD, UPDATE, DELETE):
        assert counts(bring(other, exported(store, "examination", out, operation, SINCE))) == (1, 0, 0, 0)
    assert contents(other) == contents(store)
    assert fetch(other, "select version, deleted, count(*) from record group by 1, 2 order by 1, 2") == [
        (1, False, 2),
        (1, True, 1),
        (2, False, 1),
    ]
