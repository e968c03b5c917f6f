"""Pushing records over HTTP: one document by one scope, an area's own alone, and nothing twice."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from connectors.rows import Operation
from connectors.sources.insurance.writer import write_page
from hub.db import Store
from hub.intake.verifying import check_rows, open_receipt
from hub.routers.push import PushError, check_body
from schemas.base import Record
from schemas.validation import validate
from tests.examples import EMPLOYER, WORKER
from tests.hub.intake.messages import fetch, message
from tests.hub.routers.pulling import asking, system

AT = "/api/v1/push/benefit"
EVERY = tuple(f"push/{name}.write" for name in (
    "determination", "assessment", "benefit", "termination", "insured_spell", "death"))  # fmt: skip
OWN: dict[str, dict[str, Any]] = {
    "benefit": {"item": "disability_lump_sum", "paid_on": date(2026, 3, 20), "amount": Decimal("102300.00")},
    "termination": {"ended_on": date(2026, 3, 20), "reason": "expiry"},
}


def record(document: str = "benefit", area: str = "370100", **fields: Any) -> Record:
    worker = {name: WORKER[name] for name in ("name", "id_type", "id_number", "sex", "birth_date")}
    employer = {name: EMPLOYER[name] for name in ("name", "credit_code", "division_code")}
    found = validate(document, {"worker": worker, "employer": employer, "area": area, **OWN[document], **fields})
    assert isinstance(found, Record), found
    return found


def page(*records: Record, operation: Operation = Operation.ADD) -> bytes:
    stream = io.BytesIO()
    write_page([(f"P-{n}", operation, each) for n, each in enumerate(records)], stream)
    return stream.getvalue()


def test_records_are_taken_once_with_a_receipt(store: Store) -> None:
    body = page(record(), record(paid_on=date(2026, 4, 20)))
    with asking(store, system(store)) as ask:
        answer = ask.post(AT, content=body)
        again = ask.post(AT, content=body).json()
        told = answer.json()
        keys = ask.get("/.well-known/jwks.json").json()
        receipt = open_receipt(ask.get(told["receipt"]).text, keys)
        check_rows(receipt, ask.get(f"{told['receipt']}/rows").content.splitlines(keepends=True))
        batch = ask.get(answer.headers["location"]).json()
    assert (answer.status_code, told["received"], told["accepted"], told["issues"]) == (201, 2, 2, [])
    assert (again["batch"], again["duplicates"], again["accepted"]) == (told["batch"], 2, 0)
    assert (receipt["counts"]["accepted"], batch["accepted"]) == (2, 2)
    assert fetch(store, "select received_by, organisation from batch") == [("client:insurance-jinan", "370100")]
    assert fetch(store, "select count(*) from record_version where document = 'benefit'") == [(2,)]


def test_areas_of_others_go_back(store: Store) -> None:
    """Of the city itself, of a county in it, and of another city; and a deletion of what another city sent."""
    with asking(store, system(store, "insurance-qingdao", "370200")) as other:
        assert other.post(AT, content=page(record(area="370200"))).json()["accepted"] == 1
    with asking(store, system(store)) as ask:
        told = ask.post(AT, content=page(record(), record(area="370102"), record(area="370200"))).json()
        gone = ask.post(AT, content=page(record(area="370200"), operation=Operation.DELETE)).json()
    assert (told["accepted"], told["rejected"], gone["rejected"]) == (2, 1, 1)
    assert [(issue["row"], issue["code"]) for issue in told["issues"]] == [(3, "sender_other")]
    assert fetch(store, "select count(*) from record where deleted") == [(0,)]


def test_a_scope_is_for_one_document(store: Store) -> None:
    who = system(store, scopes=EVERY)
    mixed = page(record(), record("termination"))
    with asking(store, who, ("push/benefit.write",)) as ask:
        refused = {ask.post(f"/api/v1/push/{name}", content=page(record())).status_code
                   for name in ("termination", "diagnosis", "nothing")}  # fmt: skip
        assert refused == {404}
        answer = ask.post(AT, content=mixed)
        assert ask.post("/api/v1/batches?source=insurance", content=page(record())).status_code == 404
    assert (answer.status_code, "2" in answer.json()["title"]) == (422, True)
    with asking(store, who, EVERY) as ask:
        assert ask.post("/api/v1/push/termination", content=page(record("termination"))).json()["accepted"] == 1
    assert fetch(store, "select document from record_version") == [("termination",)]


BAD = [b"", b"x", b"[]", b"{}", b'{"records":{}}', b'{"records":[]}', b'{"records":["benefit"]}', b"\xff\xfe{\x00}\x00",
       b'{"document":"benefit"}\n{"document":"benefit"}', b'{"records":[{"document":"Benefit"}]}',
       b'{"records":[{"document":["benefit"]}]}', b'{"records":[{"document":"benefit","document":"death"}]}',
       b"document,id\nbenefit,1"]  # fmt: skip


@pytest.mark.parametrize("body", BAD)
def test_what_is_no_page_of_the_document_is_refused(body: bytes) -> None:
    with pytest.raises(PushError):
        check_body("benefit", body)


def test_nothing_of_a_refused_body_is_kept_or_told(store: Store) -> None:
    body = page(record()).replace(b'"benefit"', b'"death"')
    with asking(store, system(store)) as ask:
        answer = ask.post(AT, content=body)
        large = ask.post(AT, content=b'{"records":[' + b" " * (9 << 20) + b"]}")
    assert (answer.status_code, large.status_code) == (422, 413)
    assert WORKER["name"] not in answer.text
    assert fetch(store, "select count(*) from batch") == [(0,)]


def test_rows_that_are_not_right_are_told_of(store: Store) -> None:
    body = orjson.loads(page(record()))
    body["records"][0]["record"]["amount"] = "many"
    with asking(store, system(store)) as ask:
        told = ask.post(AT, content=orjson.dumps(body)).json()
    assert told["rejected"] == 1
    assert {issue["field"] for issue in told["issues"]} == {"amount"}


def test_an_institution_s_own_system_brings_batches(store: Store) -> None:
    from hub.security.accounts.organisations import Organisation

    own = Organisation("institution", "370102001")
    who = system(store, "hospital", organisation=own, scopes=("batch.write",))
    with asking(store, who, ("batch.write",)) as ask:
        mine = ask.post("/api/v1/batches?source=national", content=message("a")).json()
        foreign = ask.post("/api/v1/batches?source=national", content=message("b", sender="370102002")).json()
        assert [each["batch_id"] for each in ask.get("/api/v1/batches").json()["items"]] == [2, 1]
        assert ask.get("/api/v1/findings?analysis=gaps").status_code == 401
    assert (mine["accepted"], foreign["rejected"]) == (1, 1)
