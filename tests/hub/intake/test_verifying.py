"""Tampering is found, whatever is tampered with: a count, a row, the order, the key, the file, a proof."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import HubError
from hub.intake.receipts import KIND, TREE
from hub.intake.verifying import MismatchError, check_file, check_proof, check_rows, open_receipt, prove
from hub.security.merkle import tree
from hub.security.signing import SignatureError, published, sign
from tests.hub.security.test_signing import OTHER, RING, coded, raw

KEYS = published(RING)
OUTCOMES = ("accepted", "held", "rejected", "duplicate")
FILE = b"the file as it was sent"


def listed(outcomes: list[str]) -> bytes:
    lines = [{"row": n, "outcome": outcome, "issues": []} for n, outcome in enumerate(outcomes, 1)]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def receipt_of(rows: bytes, **changes: Any) -> dict[str, Any]:
    lines = rows.splitlines()
    found = [json.loads(line)["outcome"] for line in lines]
    counts = {"accepted": found.count("accepted"), "held": found.count("held"), "rejected": found.count("rejected"),
              "duplicates": found.count("duplicate"), "received": len(found)}  # fmt: skip
    told = {"tree": TREE, "size": len(lines), "root": tree(lines).root().hex()}
    file = {"sha256": sha256(FILE).hexdigest(), "bytes": len(FILE)}
    return {"number": 1, "batch": 7, "file": file, "counts": counts, "rows": told} | changes


ROWS = listed(["accepted", "held", "rejected", "duplicate", "accepted"])


def lines(rows: bytes) -> list[bytes]:
    return rows.splitlines(keepends=True)


def test_what_nobody_touched_verifies() -> None:
    receipt = open_receipt(sign(RING, KIND, receipt_of(ROWS)), KEYS)
    check_rows(receipt, lines(ROWS))
    check_file(receipt, io.BytesIO(FILE))


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "an outcome": (lambda rows: rows.replace(b"rejected", b"accepted"), "改动或调换"),
    "a letter": (lambda rows: rows.replace(b'"row": 3', b'"row": 9'), "改动或调换"),
    "a blank": (lambda rows: rows.replace(b": ", b":", 1), "改动或调换"),
    "an order": (lambda rows: b"".join([*lines(rows)[1::-1], *lines(rows)[2:]]), "改动或调换"),
    "a row less": (lambda rows: b"".join(lines(rows)[1:]), "4 行，而回执写明 5 行"),
    "a row more": (lambda rows: rows + lines(rows)[-1], "6 行，而回执写明 5 行"),
    "an empty line": (lambda rows: rows + b"\n", "6 行，而回执写明 5 行"),
    "nothing left": (lambda rows: b"", "0 行，而回执写明 5 行"),
    "line ends": (lambda rows: rows.replace(b"\n", b"\r\n"), "改动或调换"),
    "not JSON": (lambda rows: b"\xff\n[1]\n1\n{}\n\n", "改动或调换"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_list_that_was_touched_is_found(what: str) -> None:
    spoil, sentence = SPOILT[what]
    with pytest.raises(MismatchError, match=sentence):
        check_rows(receipt_of(ROWS), lines(spoil(ROWS)))


@pytest.mark.parametrize("name", ["accepted", "held", "rejected", "duplicates"])
def test_counts_that_are_not_those_of_the_rows_are_found(name: str) -> None:
    receipt = receipt_of(ROWS)
    receipt["counts"][name] += 1
    with pytest.raises(MismatchError, match="计数"):
        check_rows(receipt, lines(ROWS))


def test_a_count_cannot_be_changed_under_the_signature() -> None:
    head, body, signature = sign(RING, KIND, receipt_of(ROWS)).split(".")
    spoilt = raw(body).replace(b'"accepted":2', b'"accepted":3')
    assert spoilt != raw(body)
    with pytest.raises(SignatureError, match="被改动过"):
        open_receipt(f"{head}.{coded(spoilt)}.{signature}", KEYS)


def test_another_key_and_another_kind_are_found() -> None:
    with pytest.raises(SignatureError, match="密钥"):
        open_receipt(sign(OTHER, KIND, receipt_of(ROWS)), KEYS)
    with pytest.raises(SignatureError, match=KIND):
        open_receipt(sign(RING, "another", receipt_of(ROWS)), KEYS)


@pytest.mark.parametrize("file", [b"", FILE + b"\n", FILE[:-1], FILE.upper()])
def test_another_file_is_found(file: bytes) -> None:
    with pytest.raises(MismatchError, match=f"{len(FILE)} 字节"):
        check_file(receipt_of(ROWS), io.BytesIO(file))


@given(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=20))
def test_every_row_is_proved_and_nothing_else(outcomes: list[str]) -> None:
    rows = listed(outcomes)
    signed = sign(RING, KIND, receipt_of(rows))
    for n, outcome in enumerate(outcomes, 1):
        proof = json.loads(json.dumps(prove(signed, KEYS, io.BytesIO(rows), n)))
        assert check_proof(proof, KEYS)["batch"] == 7
        assert (proof["receipt"], proof["line"].encode()) == (signed, lines(rows)[n - 1].rstrip(b"\n"))
        other = proof["line"].replace(outcome, OUTCOMES[OUTCOMES.index(outcome) - 1])
        for wrong in ({"line": other}, {"index": n}, {"path": [*proof["path"], "00" * 32]}):
            with pytest.raises(MismatchError, match="证明不成立"):
                check_proof(proof | wrong, KEYS)


@pytest.mark.parametrize("wrong", [{"path": "xyz"}, {"path": None}, {"index": None}, {"receipt": ""}])
def test_half_a_proof_is_refused(wrong: dict[str, Any]) -> None:
    proof = prove(sign(RING, KIND, receipt_of(ROWS)), KEYS, io.BytesIO(ROWS), 1)
    with pytest.raises(HubError):
        check_proof(proof | wrong, KEYS)
    with pytest.raises(HubError):
        check_proof({name: proof[name] for name in proof if name not in wrong}, KEYS)


def test_no_proof_from_a_list_that_is_not_the_receipts() -> None:
    signed = sign(RING, KIND, receipt_of(ROWS))
    with pytest.raises(MismatchError, match="改动"):
        prove(signed, KEYS, io.BytesIO(ROWS.replace(b"held", b"HELD")), 1)
    with pytest.raises(MismatchError, match="没有第 6 行"):
        prove(signed, KEYS, io.BytesIO(ROWS), 6)
    with pytest.raises(SignatureError):
        prove(signed, published(replace(RING, signing=bytes(32))), io.BytesIO(ROWS), 1)
