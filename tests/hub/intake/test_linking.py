"""Who a row is about: by document number in the batch, whatever else differs."""

from datetime import date

from hub.db import Store
from tests.hub.intake.messages import bring, codes, counts, fetch, message

WORKERS = "select count(*) from worker"


def test_one_number_is_one_worker(any_store: Store) -> None:
    bring(any_store, message("a", "b"))
    bring(any_store, message("c"))
    assert fetch(any_store, WORKERS) == [(1,)]
    assert fetch(any_store, "select count(distinct worker_id) from record_version") == [(1,)]


def test_the_old_15_digit_number_is_the_same_worker(store: Store) -> None:
    bring(store, message("a"))
    bring(store, message("b", worker__id_number="370102800307121"))
    assert fetch(store, WORKERS) == [(1,)]


def test_another_name_under_the_same_number_is_kept_beside_the_first(store: Store) -> None:
    bring(store, message("a"))
    outcome = bring(store, message("b", worker__name="测试乙"))
    assert (counts(outcome), codes(store, outcome)) == ((1, 0, 0, 0), ["name_differs"])
    assert fetch(store, "select count(*) from vault.alias") == [(1,)]


def test_another_birth_date_under_the_same_passport_holds_the_row(any_store: Store) -> None:
    passport = {"worker__id_type": "03", "worker__id_number": "E12345678"}
    bring(any_store, message("a", **passport))
    outcome = bring(any_store, message("b", worker__birth_date=date(1980, 3, 8), **passport))
    assert (counts(outcome), codes(any_store, outcome)) == ((0, 1, 0, 0), ["identity_conflict"])
    assert fetch(any_store, WORKERS) == [(1,)]


def test_a_conflict_within_one_message_is_seen_too(store: Store) -> None:
    passport = {"worker__id_type": "03", "worker__id_number": "E12345678"}
    one, two = message("a", **passport), message("b", worker__birth_date=date(1980, 3, 8), **passport)
    records = two[two.index(b"<HEALTH_EXAM_RECORD ") : two.index(b"</HEALTH_EXAM_RECORD_LIST>")]
    outcome = bring(store, one.replace(b"</HEALTH_EXAM_RECORD_LIST>", records + b"</HEALTH_EXAM_RECORD_LIST>"))
    assert (counts(outcome), codes(store, outcome)) == ((1, 1, 0, 0), ["identity_conflict"])


def test_without_a_number_everybody_is_somebody_else_until_linkage(store: Store) -> None:
    nobody = {"worker__id_type": "88", "worker__id_number": None}
    bring(store, message("a", "b", **nobody))
    assert fetch(store, WORKERS) == [(2,)]


def test_one_credit_code_is_one_employer(store: Store) -> None:
    bring(store, message("a"))
    bring(store, message("b", employer__name="改名后的公司"))
    assert fetch(store, "select name from employer") == [("测试铸造有限公司",)]
