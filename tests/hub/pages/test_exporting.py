"""Lists as files: who gets them, that they are whole and behind the fence, and that they are written down."""

import csv
import io

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.pages import exporting
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER
from tests.hub.service import client, fill

ENTRIES = "select actor, workers, detail from audit_entry where verb = 'export' order by entry_id"


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_whole_list_with_its_filters_is_sent_and_written_down(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.execute(text("update finding set worker_id = 1 where finding_id <= 3"))
    with client(store) as ask:
        answer = ask.get("/gaps", params={"as": "csv", "rule": "G03"})
        book = ask.get("/gaps?as=xlsx&lang=en")
        link = ask.get("/gaps?rule=G03").text
        assert ask.get("/clusters?as=csv").text.count("\r\n") == 6
        assert ask.get("/gaps?as=pdf").status_code == 422
    told = lines(answer.content)
    assert (told[0][:3], told[1][:4]) == (
        ["逾期天数", "期限", "规则"],
        ["1", "2026-01-02", "G03", "用人单位未申请"],
    )
    assert [row[0] for row in told[1:71]] == [str(n) for n in range(1, 71)]
    assert "由 case-regulator.370000 于" in told[74][0]
    assert told[75] == ["规则：G03"]
    assert answer.headers["content-disposition"].startswith('attachment; filename="gaps-20')
    assert book.content.startswith(b"PK")
    assert "as=csv" in link
    with store.transaction(TESTER) as connection:
        entries = connection.execute(text(ENTRIES)).all()
    assert [entry.detail["list"] for entry in entries] == ["gaps", "gaps", "clusters"]
    assert (entries[0].workers, entries[0].detail["form"], entries[2].workers) == ([1], "csv", [])


@pytest.mark.parametrize(
    ("role", "organisation", "gaps", "clusters"),
    [
        (Role.CASE_REGULATOR, "bureau:370200", 200, 200),
        (Role.REGULATOR, "bureau:370000", 404, 200),
        (Role.INSURANCE_AGENCY, "bureau:370100", 404, 404),
        (Role.AUDITOR, "bureau:370000", 404, 404),
    ],
)
def test_lists_of_persons_are_for_who_may_export_records(
    store: Store, role: Role, organisation: str, gaps: int, clusters: int
) -> None:
    fill(store)
    with client(store, role, organisation) as ask:
        found = ask.get("/gaps?as=csv")
        assert (found.status_code, ask.get("/clusters?as=csv").status_code) == (gaps, clusters)
        if gaps == 200:
            assert "G03" not in found.text  # all of them lie in another city


def test_a_list_longer_than_one_fetch_is_whole_and_one_too_long_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    monkeypatch.setattr(exporting, "AT_ONCE", 7)
    with client(store) as ask:
        assert [row[0] for row in lines(ask.get("/gaps?as=csv").content)[1:71]] == [str(n) for n in range(1, 71)]
        monkeypatch.setattr(exporting, "MOST", 20)
        refused = ask.get("/gaps?as=csv")
    assert refused.status_code == 422
    assert "缩小范围" in refused.text
