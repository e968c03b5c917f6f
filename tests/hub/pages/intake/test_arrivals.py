"""What arrives and how well it is sent: who sees what, every number against the rows it is a sum of."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.db import Store
from hub.intake.senders import sender_code, terms
from hub.pages.intake.arrivals import OWNERS, owner
from hub.pages.intake.senders import Score
from hub.security.permissions import Role
from schemas.issues import catalogue
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.hub.intake.test_bad_input import spoilt
from tests.hub.pages.filed import filed
from tests.hub.pages.intake.test_upload import ORGANISATION, said, send, work
from tests.hub.pages.test_calibration import cells
from tests.hub.service import PERSONAL, client

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()  # as the service counts days
RECENT = message("c", examined_on=TODAY - timedelta(days=10))
LATE = message("d", examined_on=TODAY - timedelta(days=100))
NAMELESS = spoilt("<WORKER_NAME>测试甲</WORKER_NAME>", "")  # two rows, one lacks what is required
HELD = message("e", "f").replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09")
ELSEWHERE = message("g", sender="370202001")


def section(page: str, name: str) -> list[list[str]]:
    """The rows of the tables of a section."""
    return cells(page.split(f'aria-labelledby="{name}"', 1)[1].split("</section>", 1)[0])


def fill(store: Store) -> None:
    """370102001 sends in time once, late once, incompletely, and what is held; 370202001 sends one row."""
    with client(store, Role.EXAM_INSTITUTION, ORGANISATION) as ask:
        for payload in (RECENT, LATE, NAMELESS, HELD):
            assert send(ask, payload).status_code == 303
            work(store)
    bring(store, ELSEWHERE)


def test_every_number_is_a_sum_of_rows(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        one = ask.get("/intake/senders/370102001").text
        row = section(one, "documents")[0]
        # received, in time, mean days ≤ longest, complete, correct, held, rejected, duplicates
        assert (row[:3], row[4:]) == (["职业健康检查", "6", "33.3%"], ["83.3%", "50.0%", "2", "1", "0"])
        assert "≤ 1" in row[3]
        month = f"{TODAY:%Y-%m}"
        assert section(one, "months")[0] == [month, *row[1:]]
        problems = {line[1]: (line[2], line[3]) for line in section(one, "problems")}
        assert (problems["WORKER_NAME"], problems["EXAM_TYPE_CODE"]) == (("退回", "1"), ("暂存", "2"))
        listed = ask.get("/intake/senders?by=late").text
        assert {row[0] for row in cells(listed) if len(row) > 8} == {"济南市 370102001", "青岛市 370202001"}
        assert ask.get("/intake/senders?by=name").status_code == 422
        arrivals = ask.get("/intake").text
    assert section(arrivals, "arrived") == [
        ["国家数据交换文档规范", "5", "7", "4", "2", "1", "0", section(arrivals, "arrived")[0][-1]]
    ]
    fresh = section(arrivals, "fresh")
    assert [(row[0], row[2], row[-1]) for row in fresh] == [
        ("济南市 370102001", "间隔未知", "4"),
        ("平台管理员", "间隔未知", "1"),
    ]
    reasons, _, *rows = section(arrivals, "held")  # the headings of the second table lie between
    assert reasons[1:] == ["EXAM_TYPE_CODE", "代码表管理员", "2", "1"]
    assert [(row[0], row[3]) for row in rows] == [("0", "代码表管理员")] * 2
    assert not any(value in one + listed + arrivals for value in PERSONAL)


def test_releasing_makes_the_tallies_anew(store: Store) -> None:
    fill(store)
    before = fetch(store, "select sum(received), sum(held) from sender_tally")
    ((batch,),) = fetch(store, "select distinct batch_id from held_row")
    with client(store) as ask:
        ask.post(f"/batches/{batch}/release")
        work(store)
    assert fetch(store, "select sum(received), sum(held) from sender_tally") == before
    sums = fetch(store, "select sum(received), sum(accepted), sum(held), sum(rejected) from batch")
    assert fetch(store, "select sum(received), sum(accepted), sum(held), sum(rejected) from sender_tally") == sums


SEES = [
    (Role.REGULATOR, "bureau:370000", {"370102001", "370202001"}),
    (Role.REGULATOR, "bureau:370200", {"370202001"}),
    (Role.EXAM_INSTITUTION, "institution:370202001", {"370202001"}),
    (Role.EXAM_INSTITUTION, ORGANISATION, {"370102001"}),
    (Role.EMPLOYER, "employer:91370100M000100Y4B", set()),
    (Role.INSURANCE_AGENCY, "bureau:370100", set()),
]


def test_one_sees_how_those_send_whom_one_watches_and_oneself(store: Store) -> None:
    fill(store)
    for role, organisation, seen in SEES:
        with client(store, role, organisation) as ask:
            page = ask.get("/intake/senders").text
            assert set(re.findall(r"/intake/senders/(\d{9})", page)) == seen, organisation
            for code in ("370102001", "370202001"):
                assert (ask.get(f"/intake/senders/{code}").status_code == 200) is (code in seen), (organisation, code)
            assert ask.get("/intake").status_code == 200


def test_who_sends_as_usual_and_who_is_late(store: Store) -> None:
    """A batch every ten days; the last one came long ago, or not."""
    for name, last in (("punctual", 3), ("silent", 60)):
        for n in range(4):
            batch = bring(store, message(f"{name}{n}")).batch_id
            with store.transaction(TESTER) as connection:
                connection.exec_driver_sql(
                    f"update batch set endpoint = '{name}', received_at = now() - interval '{last + 10 * n} days' "
                    f"where batch_id = {batch}"
                )
    with client(store) as ask:
        page = ask.get("/intake", params={"lang": "en"}).text
    assert [row[:3] + row[4:] for row in section(page, "fresh")] == [
        ["silent pulled", "National data exchange specification", "▲ late", "60.0", "10.0", "4"],
        ["punctual pulled", "National data exchange specification", "＝ in time", "3.0", "10.0", "4"],
    ]


def test_with_nothing_there_it_says_so(store: Store) -> None:
    with client(store) as ask:
        assert "还没有收到数据" in said(ask.get("/intake").text)
        assert "没有收到数据" in said(ask.get("/intake/senders").text)
        assert ask.get("/intake/senders/-").status_code == 404


CODES = [
    ("370102001", "370102001"),
    ("3701020000", "370102"),
    ("370102", "370102"),
    ("91370100MA3C00001H", "91370100MA3C00001H"),
    ("370102198003071217", None),  # a person's number
    ("13900000000", None),
    ("测试甲", None),
    ("", None),
]


@pytest.mark.parametrize(("sender", "code"), CODES)
def test_only_what_has_the_form_of_a_code_is_kept(sender: str, code: str | None) -> None:
    assert sender_code(sender) == code


def test_shares_of_nothing_are_none() -> None:
    nothing = dict.fromkeys(("received", "accepted", "duplicates", "incomplete", "timed", "days", "due", "in_time"), 0)
    score = Score("", "", nothing)
    assert (score.in_time, score.complete, score.correct, score.days) == (None, None, None, None)


def test_every_owner_is_of_a_code_there_is() -> None:
    assert set(OWNERS) <= set(catalogue())
    assert owner("id_check_digit") == "sender"
    assert set(terms(TODAY)) == {"examination", "suspected", "diagnosis"}


def test_senders_as_a_file_with_the_numbers_of_the_page(store: Store) -> None:
    fill(store)
    with client(store, Role.REGULATOR, "bureau:370000") as ask:
        rows = filed(ask, "/intake/senders?by=late")
        shown = [row[0] for row in cells(ask.get("/intake/senders?by=late").text) if len(row) > 8]
    assert [row["报送方"] for row in rows] == shown
    one = next(row for row in rows if "370102001" in row["报送方"])
    told = [one[key] for key in ("收到", "及时率 %", "完整率 %", "正确率 %", "暂存")]
    assert told == ["6", "33.3", "83.3", "50.0", "2"]
    for role, organisation, seen in SEES:
        with client(store, role, organisation) as ask:
            assert {row["报送方"][-9:] for row in filed(ask, "/intake/senders")} == seen, organisation
