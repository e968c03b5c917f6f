"""The canonical form: no two different entries have the same bytes, and the store gives back what was stamped."""

from typing import Any
from uuid import UUID

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from hub.db import Store
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.audit.form import COLUMNS, FORM, START, Content, canonical, link, stamp, stored
from tests.hub.security.audit.auditing import AUDITED

ROWS = text(f"select e.stamp, {COLUMNS} from audit_entry e where entry_id = :entry")
IDS = st.lists(st.integers(0, 2**53 - 1), max_size=3)
CODES = st.from_regex(r"[A-Za-z_.:/+-]{0,9}", fullmatch=True)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | CODES
DETAILS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(CODES, PLAIN | st.lists(PLAIN, max_size=3), max_size=4)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
PURPOSES = st.text(st.characters(exclude_categories=("Cs", "Nd")), max_size=9).filter(str.isprintable)
CONTENTS = st.builds(
    Content,
    *(st.integers(0, 3).map(lambda n: UUID(int=n)), st.integers(0, 3), TEXTS, TEXTS, TEXTS),
    *(IDS, IDS, TEXTS, DETAILS),
)


@given(CONTENTS)
def test_the_form_can_be_read_back(content: Content) -> None:
    """So no two contents share one: each is what its bytes say."""
    form, entry_id, *said = orjson.loads(canonical(content))
    assert (form, Content(UUID(entry_id), *said)) == (FORM, content)
    assert typed(said) == typed(content[1:])


@given(CONTENTS, CONTENTS)
def test_different_entries_have_different_bytes(one: Content, other: Content) -> None:
    assert (canonical(one) == canonical(other)) == (typed(one) == typed(other))


def test_pieces_cannot_move_from_one_place_to_the_next() -> None:
    base = Content(UUID(int=1), 1, "a", "b", "c", [1], [2], "", {"x": 1})
    forms = [
        *(base, base._replace(actor="ab", verb=""), base._replace(purpose='c",[1]'), base._replace(workers=[1, 2])),
        *(base._replace(workers=[], records=[1, 2]), base._replace(workers=[12]), base._replace(detail={"x": "1"})),
        *(base._replace(detail={"x": True}), base._replace(detail={"x": 1.0}), base._replace(detail={"x": [1]})),
    ]
    assert len({canonical(content) for content in forms}) == len(forms)


def test_the_order_of_keys_does_not_matter() -> None:
    base = Content(UUID(int=1), 1, "a", "b", "c", [], [], "", {"x": 1, "a": 2})
    assert canonical(base) == canonical(base._replace(detail={"a": 2, "x": 1}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PURPOSES, IDS, DETAILS)
def test_the_store_gives_back_what_was_sealed(
    store: Store, purpose: str, ids: list[int], detail: dict[str, Any]
) -> None:
    with store.transaction(AUDITED) as connection:
        access = Access(Verb.CHANGE, purpose, ids, ids, "10.0.0.1", detail)
        entry = record_access(connection, store.keys, AUDITED, access)
        stamped, *columns = connection.execute(ROWS, {"entry": entry}).one()
    content = stored(columns)
    assert content
    assert stamp(store.keys, content) == stamped


def test_keys_are_of_the_ring_and_one_for_each_use(store: Store) -> None:
    content = Content(UUID(int=1), 1, "a", "b", "c", [], [], "", {})
    other = type(store.keys)("k1", {}, bytes(32), bytes(32), bytes(32))
    assert stamp(store.keys, content) != stamp(other, content)
    links = {link(store.keys, number, before, content) for number in (1, 2) for before in (START, bytes([1] * 32))}
    assert len(links | {stamp(store.keys, content)}) == 5


def typed(value: Any) -> Any:
    """With the type of each part, since True == 1 in Python and not in an entry."""
    if isinstance(value, dict):
        return sorted((key, typed(part)) for key, part in value.items()).__repr__()
    if isinstance(value, list | tuple):
        return [typed(part) for part in value]
    return type(value).__name__, value
