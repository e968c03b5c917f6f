"""Workers of our own making in a store, and what the store says of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from hub.db import Store
from tests.analytics.linkage.people import Entry
from tests.hub.intake.messages import TESTER, fetch

WORKER = "insert into worker (worker_id, sex, birth_date, batch_id) values (:worker, :sex, :birth_date, 1)"
IDENTITY = """
insert into vault.identity (worker_id, id_type, id_index, name_index, sealed, batch_id)
values (:worker, '01', :id_index, :name_index, :sealed, 1)
"""


def enter(store: Store, entries: Sequence[Entry], first: int = 1) -> None:
    """Make workers 1, 2, 3 … as intake makes them. Their employers are left out."""
    rows = [_row(store, n, entry) for n, entry in enumerate(entries, first)]
    with store.transaction(TESTER) as connection:
        connection.execute(text(WORKER), rows)
        connection.execute(text(IDENTITY), rows)


def _row(store: Store, worker: int, entry: Entry) -> dict[str, Any]:
    vault, number = store.vault, entry.id_number
    return {
        "worker": worker,
        "sex": entry.sex,
        "birth_date": entry.birth_date,
        "id_index": vault.blind("id", f"01\x1f{number}") if number else None,
        "name_index": vault.blind("name", entry.name),
        "sealed": vault.seal_json(["01", number, entry.name, entry.phone], b"identity"),
    }


def merges(store: Store) -> dict[int, int]:
    """Who was found to be whom."""
    return dict(fetch(store, "select worker_id, merged_into from worker where merged_into is not null"))  # type: ignore[arg-type]


def states(store: Store) -> dict[tuple[int, int], str]:
    return {(a, b): state for a, b, state in fetch(store, "select worker_id, other_id, state from link_decision")}


def decision(store: Store, a: int, b: int) -> int:
    query = "select decision_id from link_decision where worker_id = :a and other_id = :b"
    return int(fetch(store, query, a=a, b=b)[0][0])


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(store.engine, "before_cursor_execute", note)
