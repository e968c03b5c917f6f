"""Letters about findings: what they say, whom they name, how they are numbered, and what is kept of them."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import pytest
from docx import Document
from sqlalchemy import text

from analytics.rules.gaps import __path__ as folder
from hub.db import Store
from hub.errors import NotFoundError
from hub.papers.letters import Kind, NoLetterError, Sender, letters, make_letter
from hub.papers.wording import cited, wording
from hub.security.actor import Actor
from hub.security.scope import of_province, of_territory
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import PERSONAL, fill

NAME = PERSONAL[0]
HERE = Sender(Actor("user", "a", of_province()), "370100", "济南市卫生健康主管部门")
ELSEWHERE = replace(HERE, actor=Actor("user", "b", of_territory("370200", date(2026, 11, 30), organisation="370200")))
SET = """
update finding set worker_id = 1, evidence = evidence || '{"amount": 1234.5, "missing": ["served_on"], "changes_it":
    ["已经申请"], "to_review": true}' where finding_id = 1
"""

PARTS = (
    *(
        "督促函",
        "职健督〔",
        "第 1 号",
        "《工伤保险条例》第十七条",
        "2026-01-02",
        "1 日",
        "1234.50 元",
        "送达日期",
        "已经申请",
    ),
    *("须由人判断", "济南市卫生健康主管部门", "测*", "联系电话"),
)


def said(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in file.paragraphs), *cells])


def test_a_letter_says_the_facts_and_masks_the_name_unless_there_is_a_reason(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(SET)
    urging = said(make_letter(store, HERE, 1, "urging", "docx").content)
    assert [part for part in PARTS if part not in urging] == []
    assert NAME not in urging
    told = said(make_letter(store, replace(HERE, reason="邮寄告知书"), 1, "notice", "docx").content)
    assert f"{NAME}：" in told
    assert wording()["claims"]["G03"] in told
    assert make_letter(store, HERE, 2, "urging", "pdf").content.startswith(b"%PDF")
    _kept_as_they_left(store)


def _kept_as_they_left(store: Store) -> None:
    rows = fetch(store, "select number, kind, form, in_clear, finding_id, made_by from letter order by letter_id")
    assert rows == [
        (1, "urging", "docx", False, 1, "user:a"),
        (2, "notice", "docx", True, 1, "user:a"),
        (3, "urging", "pdf", False, 2, "user:a"),
    ]
    entries = fetch(store, "select verb, purpose, workers from audit_entry where actor = 'user:a' order by entry_id")
    assert [tuple(each) for each in entries] == [
        ("export", "督促办理或者告知劳动者", [1]),
        ("export", "督促办理或者告知劳动者", [1]),
        ("unmask", "邮寄告知书", [1]),
        ("export", "督促办理或者告知劳动者", []),
    ]
    with store.transaction(HERE.actor) as connection:
        assert [each["called"][-5:] for each in letters(connection, 1)] == ["第 2 号", "第 1 号"]
    with store.transaction(ELSEWHERE.actor) as connection:
        assert letters(connection, 1) == []


def test_two_at_once_have_two_numbers_and_the_digest_is_of_the_file(store: Store) -> None:
    fill(store)
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda n: make_letter(store, HERE, n, "urging", "pdf"), (1, 2)))
    rows = dict(fetch(store, "select sha256, number from letter"))
    assert sorted(rows.values()) == [1, 2]
    assert {hashlib.sha256(each.content).digest() for each in made} == {bytes(each) for each in rows}


@pytest.mark.parametrize(
    ("sender", "change", "kind", "refusal"),
    [
        (ELSEWHERE, "", "urging", NotFoundError),
        (HERE, "", "notice", NoLetterError),  # of nobody
        (HERE, "rule = 'G23', worker_id = 1", "notice", NoLetterError),
        (HERE, "closed_on = '2026-03-01'", "urging", NoLetterError),
        (HERE, "evidence = evidence - 'must_act'", "urging", NoLetterError),
    ],
)
def test_no_letter(store: Store, sender: Sender, change: str, kind: Kind, refusal: type[Exception]) -> None:
    fill(store)
    if change:
        with store.transaction(TESTER) as connection:
            connection.execute(text(f"update finding set {change} where finding_id = 1"))
    with pytest.raises(refusal):
        make_letter(store, sender, 1, kind, "pdf")
    assert fetch(store, "select * from letter") == []


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("工伤保险条例 第十七条第一款", "《工伤保险条例》第十七条第一款"),
        ("劳动能力鉴定管理办法（令第55号） 第二十条", "《劳动能力鉴定管理办法（令第55号）》第二十条"),
        ("GBZ 188—2025 附录 G", "GBZ 188—2025 附录 G"),
    ],
)
def test_clauses_are_cited_as_instruments_are(clause: str, expected: str) -> None:
    assert cited(clause) == expected


def test_every_rule_of_gaps_has_a_claim_or_none_on_purpose() -> None:
    """The worker is owed nothing where reports are late (G02) or too much was paid (G23)."""

    rules = {import_module(f"analytics.rules.gaps.{each.name}").RULE.id for each in iter_modules(folder)}
    assert {*wording()["claims"]} == rules - {"G02", "G23"}
