"""National messages of synthetic examinations, and importing them into a test's store."""

import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from hub.db import Store
from hub.intake.pipeline import Outcome, interpret
from hub.intake.receive import receive
from hub.security.actor import Actor
from schemas.base import Record
from schemas.issues import Issue
from schemas.validation import validate
from tests.examples import examination

TESTER = Actor("system", "test")


def message(*keys: str, operation: Operation = Operation.ADD, sender: str = "370102001", **changes: Any) -> bytes:
    """One message with an examination for each key, all changed in the same way."""
    stream = io.BytesIO()
    header = Header(operation, sender, "370102000", "", "")
    write("examination", [(key, record(**changes)) for key in keys], stream, header)
    return stream.getvalue()


def record(**changes: Any) -> Record:
    found = validate("examination", examination(**changes))
    assert isinstance(found, Record), found
    return found


def bring(store: Store, payload: bytes, source: str = "national") -> Outcome:
    """Receive and interpret, as `ohub import` does."""
    received = receive(store, source, io.BytesIO(payload), TESTER)
    return interpret(store, received.batch_id, TESTER)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """accepted, held, rejected, duplicates; they add up to received, always."""
    four = (outcome.accepted, outcome.held, outcome.rejected, outcome.duplicates)
    assert sum(four) == outcome.received
    return four


def codes(store: Store, outcome: Outcome) -> list[str]:
    """The issue codes of a batch in the order of its rows. Their sentences must be whole."""
    rows = fetch(store, "select row, code, field, detail from arrival_issue where batch_id = :batch order by row, n",
                 batch=outcome.batch_id)  # fmt: skip
    for _, code, field, detail in rows:
        issue = Issue(code, field, detail)
        assert "…" not in issue.message_zh + issue.message_en, code
    return [row[1] for row in rows]


def fetch(store: Store, query: str, **values: Any) -> Sequence[tuple[Any, ...]]:
    """The rows of a query, in the tester's name."""
    with store.transaction(TESTER) as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]
