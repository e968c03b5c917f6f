"""Checked only, good rows stored, all or nothing: what stays of a batch, and what is said of it either way."""

import io

import pytest

from hub.db import Store
from hub.intake.modes import Mode
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from tests.hub.intake.messages import TESTER, codes, counts, fetch, message
from tests.hub.intake.test_bad_input import GOOD, spoilt

HELD = spoilt(">3008<", ">9999999<")
STORED = "select (select count(*) from record), (select count(*) from worker), (select count(*) from held_row)"
# mode, payload -> state, counts (accepted, held, rejected, duplicates), records, workers, held rows
TAKEN = [
    (Mode.CHECK, GOOD, "checked", (2, 0, 0, 0), (0, 0, 0)),
    (Mode.CHECK, HELD, "checked", (1, 1, 0, 0), (0, 0, 0)),
    (Mode.GOOD, HELD, "interpreted", (1, 1, 0, 0), (1, 1, 1)),
    (Mode.WHOLE, GOOD, "interpreted", (2, 0, 0, 0), (2, 1, 0)),
    (Mode.WHOLE, HELD, "checked", (1, 1, 0, 0), (0, 0, 0)),
]


def take(store: Store, payload: bytes, mode: Mode) -> tuple[int, tuple[int, ...], list[str]]:
    received = receive(store, "national", io.BytesIO(payload), TESTER)
    outcome = interpret(store, received.batch_id, TESTER, mode=mode)
    return outcome.batch_id, counts(outcome), codes(store, outcome)


@pytest.mark.parametrize(("mode", "payload", "state", "expected", "stored"), TAKEN)
def test_what_stays(
    store: Store, mode: Mode, payload: bytes, state: str, expected: tuple[int, ...], stored: tuple[int, ...]
) -> None:
    _, found, said = take(store, payload, mode)
    assert (found, said) == (expected, ["code_unknown"] * expected[1])
    assert fetch(store, "select state from batch") == [(state,)]
    assert fetch(store, STORED) == [stored]
    if state == "checked":  # sums over batches count what is stored
        assert fetch(store, "select received, accepted from batch") == [(0, 0)]
        assert fetch(store, "select count(*) from arrival union all select count(*) from sender_tally") == [(0,), (0,)]


def test_what_was_checked_is_stored_later_as_if_it_had_never_been_checked(store: Store) -> None:
    checked, *told = take(store, HELD, Mode.CHECK)
    again, *told_again = take(store, HELD, Mode.CHECK)
    stored, *told_then = take(store, HELD, Mode.GOOD)
    assert (checked, told) == (again, told_again) == (stored, told_then)
    assert fetch(store, "select state, received, held from batch") == [("interpreted", 2, 1)]
    assert take(store, HELD, Mode.WHOLE) == (stored, *told)  # what is stored stays


def test_a_check_sees_what_is_there(store: Store) -> None:
    """Duplicates and conflicts are those that storing would meet."""
    take(store, GOOD, Mode.GOOD)
    longer = message("a", "b", "c")
    assert take(store, longer, Mode.CHECK)[1] == (1, 0, 0, 2)
    changed = GOOD.replace(b"<EXAM_DATE>20260518", b"<EXAM_DATE>20260519")
    assert take(store, changed, Mode.CHECK)[1:] == ((0, 2, 0, 0), ["add_exists"] * 2)
