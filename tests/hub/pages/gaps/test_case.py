"""One case: the person masked and the look written down, the timeline, the law, and nothing for whom it is not."""

from datetime import date

import pytest

from hub.db import Store
from hub.pages.gaps.case import UNNAMED
from hub.people.purposes import DEFAULTS
from hub.security.permissions import Role
from hub.surveillance import seeking
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.people.two_people import NAMES, NUMBERS, ORGANISATIONS, OWN, fill
from tests.hub.service import client
from tests.hub.surveillance.records import put
from tests.hub.surveillance.test_analyse import run

LOOKS = "select actor, verb, purpose, workers, detail from audit_entry where detail ? 'finding' order by entry_id"
NUMBER = "select finding_id from finding where analysis = 'gaps' and rule = 'G03' and closed_on is null"


@pytest.fixture
def case(store: Store, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of the gap of a worker diagnosed in March, for whom nobody applied."""
    every = seeking.rules
    monkeypatch.setattr(seeking, "rules", lambda topic: {"G03": every(topic)["G03"]} if topic == "gaps" else {})
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(
            "update finding set analysis = 'linkage', rule = 'L00'"
        )  # those of the two places say nothing of a gap
    reported = {"reported_on": "2026-03-10"}
    put(store, 101, "diagnosis", OWN, 1, diagnosed_on=date(2026, 3, 1), disease="1111", reporting=reported)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(
            "update record_version set division_code = '370102', org_code = 'x' where record_id = 101"
        )
    run(store, 4, 10, "gaps")
    ((number,),) = fetch(store, NUMBER)
    return int(number)


def test_a_case_worker_sees_the_whole_case_masked(store: Store, case: int) -> None:
    with client(store, Role.CASE_REGULATOR, "bureau:370102") as ask:
        page = ask.get(f"/gaps/{case}").text
    for said in ("用人单位未在三十日内申请工伤认定", "欧阳*", "370****", "工伤保险条例 第十七条第一款", "2026-03-31",
                 "申请工伤认定", "✗</span> 到期未见", "✓</span> 按期", "电焊工尘肺", "2004-01-01", "还缺这些事实",
                 "同意延长的记录不在数据中", "断在这里"):  # fmt: skip
        assert said in page, said
    assert not [secret for secret in (NAMES[OWN], NUMBERS[OWN]) if secret in page]
    ((actor, verb, purpose, workers, detail),) = fetch(store, LOOKS)
    assert (verb, purpose, workers) == ("read", DEFAULTS[Role.CASE_REGULATOR], [OWN])
    assert detail == {"finding": case}
    assert actor.startswith("user:case-regulator")


def test_whoever_may_not_read_persons_sees_a_pseudonym(store: Store, case: int) -> None:
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        page = ask.get(f"/gaps/{case}?lang=en").text
    assert str(store.vault.pseudonym(OWN)) in page
    assert "Timeline" in page
    assert "欧阳" not in page
    assert "What is owed" not in page
    assert [(row[2], row[3]) for row in fetch(store, LOOKS)] == [(UNNAMED, [OWN])]


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.EMPLOYER, "employer:C1", 200),
        (Role.EMPLOYER, "employer:C2", 404),
        (Role.INSURANCE_AGENCY, "bureau:370100", 200),
        (Role.CASE_REGULATOR, "bureau:370202", 404),
        (Role.EXAM_INSTITUTION, ORGANISATIONS[Role.EXAM_INSTITUTION], 404),
        (Role.WORKER, f"person:{OWN}", 404),
        (Role.SYSTEM_ADMIN, "bureau:370102", 404),
    ],
)
def test_whose_case_it_is(store: Store, case: int, role: Role, where: str, status: int) -> None:
    with client(store, role, where) as ask:
        assert ask.get(f"/gaps/{case}").status_code == status
        assert ask.get(f"/gaps/{10**30}").status_code == 404
        assert ask.get("/gaps/x").status_code in (404, 422)
    assert len(fetch(store, LOOKS)) == (status == 200)


def test_a_closed_gap_says_so_and_a_finding_of_another_kind_is_no_case(store: Store, case: int) -> None:
    put(store, 102, "determination", OWN, 1, applied_on=date(2026, 4, 12))
    run(store, 4, 20, "gaps")
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(
            "insert into finding (finding_id, analysis, rule, subject, period, evidence, raised_on, seen_on) "
            "values (900, 'compliance', 'D02', 'x', 'x', '{}', now(), now())"
        )
    with client(store) as ask:
        page = ask.get(f"/gaps/{case}").text
        assert "已于 2026-04-20 消除" in page
        assert "迟到 12 日" in page
        assert ask.get("/gaps/900").status_code == 404
