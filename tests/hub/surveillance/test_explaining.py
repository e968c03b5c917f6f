"""What is said of a finding to whoever must judge it."""

from datetime import date

import pytest

from analytics.rules import rules
from hub.db import Store
from hub.errors import NotFoundError
from hub.security.permissions import Role
from hub.surveillance import seeking
from hub.surveillance.explaining import explain
from hub.surveillance.findings import current_findings
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import client
from tests.hub.surveillance.records import correct, put, withdraw
from tests.hub.surveillance.test_analyse import DIAGNOSED, plant, run


def only_finding(store: Store, analysis: str = "gaps") -> int:
    (found,) = current_findings(store, TESTER, analysis)
    return found.finding_id


def test_rule_clock_numbers_and_records(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(any_store, 4, 10, "gaps")
    correct(any_store, 1, disease="D2")
    told = explain(any_store, TESTER, only_finding(any_store))
    assert (told["rule"], told["clauses"], told["must_act"]) == ("G03", ["工伤保险条例 第十七条第一款"], "employer")
    assert (told["clock_on"], told["due_on"], told["days_late"]) == (date(2026, 3, 1), date(2026, 3, 31), 10)
    (days,) = told["parameters"]
    assert (days["name"], days["clause"]) == ("gaps/employer_application_days", "工伤保险条例 第十七条第一款")
    (value,) = days["values"]
    assert (value["value"], value["from"], value["verified"], value["days"]) == (
        30,
        "2004-01-01",
        True,
        ["clock_on", "as_of"],
    )
    (record,) = told["records"]
    ((known_from, known_to),) = fetch(any_store, "select known_from, known_to from record_version where version = 1")
    assert (record["record_id"], record["version"], record["document"]) == (1, 1, "diagnosis")
    assert (record["known_from"], record["known_to"]) == (known_from, known_to)
    assert told["decided"]["as_of"] == date(2026, 4, 10)
    assert len(told["decided"]["rule_hash"]) == 64


def test_the_sentences_say_the_same(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    told = explain(store, TESTER, only_finding(store))
    said = "\n".join(told["sentences"])
    for words in (
        "工伤保险条例 第十七条第一款",
        "期限自 2026-03-01 起算，至 2026-03-31 届满",
        "已逾期 10 日",
        "应由用人单位办理",
        "为 30日",
        "所依记录 1 第 1 版（diagnosis，2026-03-01）",
        told["decided"]["rule_hash"],
        "经过：2026-04-10 提示",
    ):
        assert words in said, words


def test_both_numbers_are_told_where_the_law_changed_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suspicion of June, judged in September: ninety days then, thirty now."""
    monkeypatch.setattr(seeking, "rules", lambda topic: {"G01": rules("gaps")["G01"]} if topic == "gaps" else {})
    put(store, 1, "suspected", worker_id=5, found_on=date(2026, 4, 1), disease="1101")
    run(store, 9, 10, "gaps")
    told = explain(store, TESTER, only_finding(store))
    days = {value["days"][0]: value["value"] for known in told["parameters"] for value in known["values"]}
    assert days == {"clock_on": 90, "as_of": 30}


def test_a_closed_finding_keeps_its_history(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    number = only_finding(store)
    withdraw(store, 1)
    run(store, 4, 20, "gaps")
    told = explain(store, TESTER, number)
    assert [(each["kind"], each["as_of"].day) for each in told["history"]] == [("raised", 10), ("closed", 20)]
    assert (told["closed_on"], told["decided"]["as_of"]) == (date(2026, 4, 20), date(2026, 4, 10))
    assert "已于 2026-04-20 消除" in "\n".join(told["sentences"])


def test_a_cluster_is_explained_too(store: Store) -> None:
    plant(store)
    run(store, 5, 1)
    told = explain(store, TESTER, only_finding(store, "clusters"))
    assert (told["rule"], told["clock_on"], len(told["records"])) == ("C01", date(2026, 5, 1), 9)
    assert {known["name"] for known in told["parameters"]} == {
        f"clusters/{name}"
        for name in ("window_months", "least_observed", "least_ratio", "false_alarms_a_month", "fading_days")
    }


def test_one_raised_before_decisions_were_kept_says_so(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    number = only_finding(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update finding set decision_id = null")
    run(store, 4, 11, "gaps")
    kinds = [each["kind"] for each in explain(store, TESTER, number)["history"]]
    assert kinds == ["raised", "changed"]


@pytest.mark.parametrize("number", [0, 99, 2**63, -1])
def test_an_unknown_number_is_refused(store: Store, number: int) -> None:
    with pytest.raises(NotFoundError, match="no finding"):
        explain(store, TESTER, number)


def test_it_is_served_behind_the_lock_of_the_list(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    number = only_finding(store)
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        told = ask.get(f"/api/v1/findings/{number}/explanation").json()
        assert (told["rule"], told["due_on"], told["records"][0]["document"]) == ("G03", "2026-03-31", None)
    with client(store) as ask:
        told = ask.get(f"/api/v1/findings/{number}/explanation").json()
        assert told["records"][0]["document"] == "diagnosis"
    with client(store, Role.REGULATOR, "bureau:370202") as ask:
        answers = [ask.get(f"/api/v1/findings/{each}/explanation") for each in (number, 10**30)]
    assert [answer.status_code for answer in answers] == [404, 404]
