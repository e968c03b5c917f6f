"""Add, Update and Delete in every order: what is stored, what waits, and what a past day knew."""

import pytest

from connectors.rows import Operation
from hub.db import Store
from tests.digest import digest
from tests.hub.intake.messages import bring, codes, counts, fetch, message

ADD, UPDATE, DELETE = Operation.ADD, Operation.UPDATE, Operation.DELETE


def test_an_update_is_a_new_version_and_the_old_one_stays(any_store: Store) -> None:
    bring(any_store, message("a"))
    assert counts(bring(any_store, message("a", operation=UPDATE, exam_type="03"))) == (1, 0, 0, 0)
    versions = fetch(
        any_store,
        "select version, body ->> 'exam_type', known_to = 'infinity', closed_by is null from record_version "
        "order by version",
    )
    assert versions == [(1, "02", False, False), (2, "03", True, True)]


def test_a_delete_closes_the_last_version(any_store: Store) -> None:
    bring(any_store, message("a"))
    assert counts(bring(any_store, message("a", operation=DELETE))) == (1, 0, 0, 0)
    assert fetch(any_store, "select deleted from record") == [(True,)]
    assert fetch(any_store, "select count(*) from record_version where known_to = 'infinity'") == [(0,)]


def test_a_deleted_record_comes_back_by_an_add_only(store: Store) -> None:
    bring(store, message("a"))
    bring(store, message("a", operation=DELETE))
    held = bring(store, message("a", operation=UPDATE, exam_type="03"))
    assert (counts(held), codes(store, held)) == ((0, 1, 0, 0), ["update_deleted"])
    assert counts(bring(store, message("a", exam_type="01"))) == (1, 0, 0, 0)
    assert fetch(store, "select version, deleted from record") == [(2, False)]


@pytest.mark.parametrize(("operation", "code"), [(UPDATE, "update_before_add"), (DELETE, "delete_unknown")])
def test_what_comes_too_early_waits_for_its_record(any_store: Store, operation: Operation, code: str) -> None:
    early = bring(any_store, message("a", operation=operation, exam_type="03"))
    assert (counts(early), codes(any_store, early)) == ((0, 1, 0, 0), [code])
    bring(any_store, message("a"))
    again = fetch(any_store, "select accepted, held from batch where batch_id = :batch", batch=early.batch_id)
    assert again == [(1, 0)]
    assert fetch(any_store, "select count(*) from held_row") == [(0,)]
    assert fetch(any_store, "select version, deleted from record") == [(2, False) if operation is UPDATE else (1, True)]


def test_rows_of_one_record_in_one_message_follow_each_other(store: Store) -> None:
    both = message("a").replace(b"</HEALTH_EXAM_RECORD>", b"</HEALTH_EXAM_RECORD>@", 1)
    record = both[both.index(b"<HEALTH_EXAM_RECORD ") : both.index(b"@")]
    outcome = bring(store, both.replace(b"@", record.replace(b">02</EXAM_TYPE_CODE>", b">03</EXAM_TYPE_CODE>")))
    assert (counts(outcome), codes(store, outcome)) == ((1, 1, 0, 0), ["add_exists"])


def test_the_same_bytes_twice_are_one_batch(any_store: Store) -> None:
    first = bring(any_store, message("a", "b"))
    before = digest(any_store)
    assert bring(any_store, message("a", "b")) == first
    assert digest(any_store) == before


def test_the_same_records_in_other_bytes_are_duplicates(store: Store) -> None:
    bring(store, message("a", "b"))
    assert counts(bring(store, message("b", "a", "c"))) == (1, 0, 0, 2)


def test_senders_do_not_share_identifiers(store: Store) -> None:
    bring(store, message("a"))
    assert counts(bring(store, message("a", sender="370103001", exam_type="03"))) == (1, 0, 0, 0)
