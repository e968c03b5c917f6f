"""The worklist of gaps: what each filter leaves, in which order, and that nonsense is refused with a sentence."""

import re
from datetime import date, timedelta

import orjson
from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER
from tests.hub.service import client

NIGHT = date(2026, 11, 23)
INSERT = """
insert into finding (finding_id, analysis, rule, subject, period, employer_id, division_code, due_on, evidence,
    raised_on, seen_on, closed_on)
values (:id, 'gaps', :rule, :subject, 'x', :employer, :division, :due, cast(:evidence as jsonb), :night, :night,
    :closed)
"""
EMPLOYER = (
    "insert into employer (employer_id, credit_code, name, batch_id) values (1, 'C1', '甲厂', 1), (2, 'C2', '乙厂', 1)"
)
# number, rule, days late, division, who must act, verified, amount, closed
ROWS = [
    (1, "G03", 10, "370102", "employer", True, None, False),
    (2, "G03", 400, "370202", "employer", True, None, False),
    (3, "G10", 60, "370102", "fund", False, 88941.58, False),
    (4, "G18", 95, "370103", "department", True, None, False),
    (5, "G03", 900, "370102", "employer", True, None, True),
]


def fill(store: Store, more: int = 0) -> None:
    extra = [(100 + n, "G02", 20, "370102", "institution", True, None, False) for n in range(more)]
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(EMPLOYER)
        for number, rule, late, division, act, verified, amount, closed in [*ROWS, *extra]:
            evidence = {"title_zh": f"缺口{rule}", "title_en": f"Gap {rule}", "basis": ["条例 第一条"], "must_act": act,
                        "verified": verified, "days_late": late, "amount": amount, "to_review": False}  # fmt: skip
            values = {"id": number, "rule": rule, "subject": str(number), "employer": 1 + (division == "370202"),
                      "division": division, "due": NIGHT - timedelta(days=late), "night": NIGHT,
                      "evidence": orjson.dumps(evidence).decode(), "closed": NIGHT if closed else None}  # fmt: skip
            connection.execute(text(INSERT), values)


def listed(page: str) -> list[int]:
    body = page.split("<tbody>", 1)[-1]
    return [int(number) for number in re.findall(r'<a href="/gaps/(\d+)"', body)]


FILTERS = [
    ("", [2, 4, 3, 1]),
    ("?step=determination", [2, 4, 1]),
    ("?step=benefits", [3]),
    ("?rule=G03", [2, 1]),
    ("?step=benefits&rule=G03", []),
    ("?late=30", [1]),
    ("?late=90", [3]),
    ("?late=365", [4]),
    ("?late=more", [2]),
    ("?division=370100", [4, 3, 1]),
    ("?division=370202", [2]),
    ("?act=fund", [3]),
    ("?checked=no", [3]),
    ("?checked=yes&late=30", [1]),
    ("?order=recent", [1, 3, 4, 2]),
]


def test_each_filter_leaves_what_it_says(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        assert [(asked, listed(ask.get(f"/gaps{asked}").text)) for asked, _ in FILTERS] == FILTERS
        page = ask.get("/gaps").text
        assert "当前共 4 项" in page
        assert "工伤认定 (3)" in page
        assert "没有符合这些条件的缺口" in ask.get("/gaps?act=institution").text
        assert "Nothing" not in page
        assert "Determination (3)" in ask.get("/gaps?lang=en").text


def test_nonsense_in_a_filter_is_a_sentence(store: Store) -> None:
    with client(store) as ask:
        for name in ("step", "rule", "late", "division", "act", "checked", "order"):
            for nonsense in ("<script>", "张三", "x" * 300, "\x00", "370102 or 1=1"):
                answer = ask.get("/gaps", params={name: nonsense}, headers={"Accept": "text/html"})
                assert (name, answer.status_code, "不在可选范围内" in answer.text) == (name, 422, True)
                assert "<script>" not in answer.text.split("<main", 1)[1]
                assert "张三" not in answer.text
        assert ask.get("/gaps?cursor=xyz").status_code == 400


def test_pages_follow_each_other_in_both_orders(store: Store) -> None:
    fill(store, more=60)
    with client(store) as ask:
        for order in ("", "&order=recent"):
            page = ask.get(f"/gaps?{order}").text
            seen = listed(page)
            following = re.search(r'rel="next" href="[^"]*cursor=([^"&]+)', page)
            assert following
            seen += listed(ask.get(f"/gaps?cursor={following[1]}{order}").text)
            assert len(seen) == len(set(seen)) == 64


def test_who_sees_what(store: Store) -> None:
    """A territory its own; the file holds what the page lists; who works with no findings has no such page."""
    fill(store)
    with client(store, Role.CASE_REGULATOR, "bureau:370102") as ask:
        assert listed(ask.get("/gaps").text) == [3, 1]
        rows = ask.get("/gaps?rule=G10&as=csv").content.decode("utf-8-sig")
        assert "88941.58" in rows
        assert "缺口G03" not in rows
    with client(store, Role.AUDITOR, "bureau:370100") as ask:
        assert ask.get("/gaps").status_code == 404
