"""Receipts of batches of every kind: what they say, that they last, and that a batch judged again gets another."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import ProgrammingError

from connectors.rows import Operation
from hub.db import Store
from hub.errors import NotFoundError
from hub.intake import receipts, release, verifying
from hub.intake.receipting import receipt_number, receipt_rows, signed_receipt
from hub.intake.receipts import NotInterpretedError
from hub.intake.receive import receive
from hub.security.signing import published
from tests.docs.markdown import BLOCK
from tests.examples import examination
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.memory import STATUS, forget_peak, peak_mib
from tests.rows import payload

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "verify-a-receipt.md"
GOOD = message("a", "b")
HELD = GOOD.replace(b">3008<", b">9999999<")


def asked(store: Store, batch: int, number: int | None = None) -> tuple[dict[str, Any], bytes]:
    """A receipt that verifies with its rows, and the rows as they are handed out."""
    number = receipt_number(store, TESTER, batch, number)
    receipt = verifying.open_receipt(signed_receipt(store, batch, number), published(store.keys))
    rows = b"".join(receipt_rows(store, batch, number))
    verifying.check_rows(receipt, rows.splitlines(keepends=True))
    assert receipt["number"] == number
    return receipt, rows


def told(rows: bytes) -> list[tuple[int, str, list[str]]]:
    lines = [json.loads(line) for line in rows.splitlines()]
    return [(line["row"], line["outcome"], [issue["code"] for issue in line["issues"]]) for line in lines]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(GOOD, [(1, "accepted", []), (2, "accepted", [])], id="good"),
        pytest.param(HELD.replace(b"9999999", b"3008", 1), None, id="one held"),
        pytest.param(HELD, None, id="held"),
        pytest.param(b"not XML at all", [(1, "rejected", ["xml_malformed"])], id="unreadable"),
        pytest.param(b"", [(1, "rejected", ["file_empty"])], id="empty"),
        pytest.param(GOOD[: GOOD.index(b'ID="b"') + 300],
                     [(1, "accepted", []), (2, "rejected", ["file_truncated"])], id="cut off"),
    ],
)  # fmt: skip
def test_a_receipt_says_what_arrived_and_what_became_of_it(
    any_store: Store, file: bytes, expected: list[tuple[int, str, list[str]]] | None
) -> None:
    outcome = bring(any_store, file)
    receipt, rows = asked(any_store, outcome.batch_id)
    stored = fetch(any_store, "select row, outcome, array(select code from arrival_issue i where i.batch_id = "
                   "a.batch_id and i.row = a.row order by n) from arrival a order by row")  # fmt: skip
    assert told(rows) == (expected or [tuple(row) for row in stored])
    assert receipt["file"] == {"sha256": sha256(file).hexdigest(), "bytes": len(file)}
    assert (receipt["batch"], receipt["source"], receipt["previous"]) == (outcome.batch_id, "national", None)
    counts = receipt["counts"]
    assert (counts["accepted"], counts["held"], counts["rejected"]) == (
        outcome.accepted, outcome.held, outcome.rejected)  # fmt: skip
    assert receipt["received_at"] < receipt["interpreted_at"]


def test_a_batch_of_duplicates(store: Store) -> None:
    bring(store, GOOD)
    receipt, rows = asked(store, bring(store, message("b", "a")).batch_id)
    assert told(rows) == [(1, "duplicate", []), (2, "duplicate", [])]
    assert (receipt["counts"]["duplicates"], receipt["counts"]["received"]) == (2, 2)


def test_a_receipt_holds_codes_and_fields_and_no_values(store: Store) -> None:
    file = message("a", worker__id_number="370102198003071218")
    batch = bring(store, file).batch_id
    receipt, rows = asked(store, batch)
    text = json.dumps(receipt, ensure_ascii=False) + rows.decode()
    assert json.loads(rows)["issues"] == [{"code": "id_check_digit", "field": "ID_CARD"}]
    assert not [word for word in ("测试甲", "370102198003071218", "19800307", "13900000000", "填表人") if word in text]


def test_it_names_what_judged_and_who_the_hub_is(store: Store) -> None:
    batch = bring(store, GOOD).batch_id
    store.settings.org_code = "370102001"
    receipt, _ = asked(store, batch)
    (judged,) = receipt["judged_by"]
    assert (judged["times"], judged["first_at"]) == (1, judged["last_at"])
    assert set(judged["versions"]) == {"program", "source", "code_lists", "checks", "issue_sentences"}
    assert receipt["hub"] == {"org_code": "370102001"}


def test_it_names_what_judged_then_and_not_what_would_judge_now(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = bring(store, HELD).batch_id
    before = receipts.versions("national")
    monkeypatch.setattr(receipts, "versions", lambda source: before | {"program": "99"})
    (judged,) = asked(store, batch)[0]["judged_by"]
    assert judged["versions"] == before
    judge_again(store, batch)
    receipt, _ = asked(store, batch)
    assert [each["versions"]["program"] for each in receipt["judged_by"]] == [before["program"], "99"]


def test_asked_for_again_it_is_the_same(any_store: Store) -> None:
    batch = bring(any_store, GOOD).batch_id
    first = signed_receipt(any_store, batch, receipt_number(any_store, TESTER, batch))
    assert signed_receipt(any_store, batch, receipt_number(any_store, TESTER, batch)) == first
    assert fetch(any_store, "select count(*) from receipt") == [(1,)]


@pytest.mark.parametrize("table", ["judging", "receipt", "receipt_row"])
@pytest.mark.parametrize("change", ["update {} set number = 2", "delete from {}", "truncate {}"])
def test_the_service_cannot_change_receipts(store: Store, table: str, change: str) -> None:
    asked(store, bring(store, GOOD).batch_id)
    with pytest.raises(ProgrammingError, match="permission denied"), store.transaction(TESTER) as connection:
        connection.exec_driver_sql(change.format(table))


def judge_again(store: Store, batch: int) -> None:
    with store.transaction(TESTER) as connection:
        release.release_batch(connection, store, batch)


def waiting(store: Store) -> int:
    """A batch with a row that waits for its record."""
    return bring(store, message("a", operation=Operation.UPDATE, exam_type="03")).batch_id


@pytest.mark.parametrize("first_asked", [True, False])
def test_rows_that_waited_get_a_further_receipt(any_store: Store, first_asked: bool) -> None:
    batch = waiting(any_store)
    old = asked(any_store, batch) if first_asked else None
    bring(any_store, message("a"))
    receipt, rows = asked(any_store, batch)
    assert told(rows) == [(1, "accepted", [])]
    assert receipt["judged_by"][0]["times"] == 2
    if old:
        text = signed_receipt(any_store, batch, 1)
        assert receipt["previous"] == {"number": 1, "sha256": sha256(text.encode()).hexdigest()}
        assert asked(any_store, batch, 1) == old
        assert told(old[1]) == [(1, "held", ["update_before_add"])]
    else:
        assert (receipt["number"], receipt["previous"]) == (1, None)


def test_a_batch_judged_again_by_hand_leaves_receipts_of_every_state(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second row has another issue each time, and then none. Nobody asks for a receipt until the end."""
    batch, judge = bring(store, HELD).batch_id, release.judge
    for sex in ("2", "1"):

        def mended(row: Any, *rest: Any, sex: str = sex) -> Any:
            if row.number == 1:
                return judge(row, *rest)
            return judge(replace(row, fields=examination(worker__sex=sex), issues=[]), *rest)

        monkeypatch.setattr(release, "judge", mended)
        judge_again(store, batch)
    states = [told(asked(store, batch, n)[1])[1] for n in (1, 2)] + [told(asked(store, batch)[1])[1]]
    assert [(outcome, codes[-1:]) for _, outcome, codes in states] == [
        ("held", ["code_unknown"]), ("held", ["sex_conflict"]), ("accepted", [])]  # fmt: skip
    assert [asked(store, batch, n)[0]["counts"]["held"] for n in (1, 2, 3)] == [2, 2, 1]


def test_a_receipt_made_while_rows_are_judged_again_keeps_its_list(store: Store) -> None:
    batch = waiting(store)
    with ThreadPoolExecutor() as threads:
        with store.transaction(TESTER) as connection:
            assert receipts.make(connection, store.keys, store.settings, batch) == 1
            coming = threads.submit(bring, store, message("a"))
            with pytest.raises(TimeoutError):
                coming.result(timeout=1)
        coming.result(timeout=20)
    assert [told(asked(store, batch, n)[1])[0][1] for n in (1, None)] == ["held", "accepted"]


def test_there_is_none_before_the_batch_is_interpreted_or_without_it(store: Store) -> None:
    received = receive(store, "national", payload("x"), TESTER)
    with pytest.raises(NotInterpretedError):
        receipt_number(store, TESTER, received.batch_id)
    with pytest.raises(NotFoundError, match="999"):
        receipt_number(store, TESTER, 999)
    batch = bring(store, GOOD).batch_id
    with pytest.raises(NotFoundError, match="第 7 号"):
        receipt_number(store, TESTER, batch, 7)


def test_a_batch_from_before_versions_were_noted(store: Store) -> None:
    """As the store of an earlier program holds it: what judged it is not known, and not claimed."""
    batch = many_rows(store, 3)
    receipt, rows = asked(store, batch)
    assert (receipt["judged_by"], len(rows.splitlines())) == ([], 3)


def many_rows(store: Store, count: int) -> int:
    with store.transaction(TESTER) as connection:
        batch: int = connection.exec_driver_sql(
            "insert into batch (source, sha256, size_bytes, state, received_by, interpreted_at, received, accepted) "
            f"values ('national', 'x', 1, 'interpreted', 'x', now(), {count}, {count}) returning batch_id"
        ).scalar_one()
        connection.exec_driver_sql(
            "insert into arrival select %s, n, 'examination', 'add', 'accepted' from generate_series(1, %s) n",
            (batch, count),
        )
        connection.exec_driver_sql(
            "insert into arrival_issue select %s, n, 0, 'name_differs', 'NAME', 'note', '{}' "
            "from generate_series(1, %s, 10) n", (batch, count),
        )  # fmt: skip
    return batch


@pytest.mark.skipif(not STATUS.exists(), reason="the system does not say how much memory a process needed")
def test_memory_does_not_grow_with_the_rows(store: Store) -> None:
    def work(count: int) -> float:
        batch = many_rows(store, count)
        forget_peak()
        before = peak_mib()
        number = receipt_number(store, TESTER, batch)
        receipt = verifying.open_receipt(signed_receipt(store, batch, number), published(store.keys))
        pieces = receipt_rows(store, batch, number)
        verifying.check_rows(receipt, (line for piece in pieces for line in piece.splitlines(keepends=True)))
        assert receipt["rows"]["size"] == count
        assert len(signed_receipt(store, batch, number)) < 2000
        return peak_mib() - before

    with store.transaction(TESTER):
        pass
    asked(store, bring(store, GOOD).batch_id)
    assert work(200_000) < 16  # the lines alone are more


def script(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The verifier of the page, as a program of its own."""
    (text,) = [found["text"] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if found["kind"] == "python"]
    (folder / "verify.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "verify.py", "receipt.jws", "jwks.json", "rows.ndjson", "file"]
    return lambda: subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("spoilt", [None, "receipt.jws", "jwks.json", "rows.ndjson", "file"])
def test_the_verifier_of_the_page_is_all_it_takes(store: Store, tmp_path: Path, spoilt: str | None) -> None:
    file = message("a", "b", "c").replace(b">3008<", b">9999999<", 2)
    batch = bring(store, file).batch_id
    _, rows = asked(store, batch)
    keys = json.dumps(published(store.keys))
    there = {"receipt.jws": signed_receipt(store, batch, 1).encode(), "jwks.json": keys.encode(),
             "rows.ndjson": rows, "file": file}  # fmt: skip
    run = script(tmp_path)
    for name, content in there.items():
        broken = content[:80] + bytes([content[80] ^ 1]) + content[81:]
        (tmp_path / name).write_bytes(broken if name == spoilt else content)
    done = run()
    assert done.returncode == (1 if spoilt else 0), done.stderr
    assert (done.stdout.count("ok") == 4) == (spoilt is None)
