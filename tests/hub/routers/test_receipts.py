"""Receipts over HTTP, and the links to them on the page of a batch."""

import re

from hub.db import Store
from hub.intake.receive import receive
from hub.intake.verifying import check_rows, open_receipt
from tests.hub.intake.messages import TESTER
from tests.hub.service import BAD_ROWS, PERSONAL, client, fill
from tests.rows import payload


def test_a_receipt_its_rows_and_the_key_are_served(store: Store) -> None:
    batch = fill(store)
    with client(store) as ask:
        keys = ask.get("/.well-known/jwks.json").json()
        answer = ask.get(f"/api/v1/batches/{batch}/receipt")
        (rows_at,) = re.findall("<(.+)>", answer.headers["link"])
        rows = ask.get(rows_at)
        same = ask.get(f"/api/v1/batches/{batch}/receipt/rows")
    receipt = open_receipt(answer.text, keys)
    check_rows(receipt, rows.content.splitlines(keepends=True))
    assert rows.content == same.content
    assert receipt["counts"]["received"] == BAD_ROWS
    assert (answer.headers["content-type"], rows.headers["content-type"]) == (
        "application/jose", "application/x-ndjson")  # fmt: skip
    assert not [word for word in PERSONAL if word in rows.text]


def test_refusals_say_why(store: Store) -> None:
    batch = fill(store)
    waits = receive(store, "national", payload("x"), TESTER).batch_id
    paths = {"999/receipt": 404, "999/receipt/rows": 404, f"{waits}/receipt": 409, f"{waits}/receipt/rows": 409,
             f"{batch}/receipt?number=9": 404, f"{batch}/receipt?number=0": 422}  # fmt: skip
    with client(store) as ask:
        for path, status in paths.items():
            answer = ask.get(f"/api/v1/batches/{path}")
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path


def test_the_page_of_a_batch_leads_to_its_receipt(store: Store) -> None:
    batch = fill(store)
    waits = receive(store, "national", payload("x"), TESTER).batch_id
    with client(store) as ask:
        for lang in ("zh", "en"):
            page = ask.get(f"/batches/{batch}?lang={lang}").text
            targets = re.findall(r'href="([^"]*(?:receipt|jwks)[^"]*)"', page)
            assert len(targets) == 3
            assert {ask.get(target).status_code for target in targets} == {200}
        assert "/receipt" not in ask.get(f"/batches/{waits}").text
