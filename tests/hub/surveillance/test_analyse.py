"""The nightly run: findings are raised once, refreshed, closed; two runs do not get in each other's way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ibis
import pytest
from sqlalchemy import text

from analytics.frames import Frames
from analytics.rules import rules
from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.surveillance.analyse import analyse
from hub.surveillance.bases import bases
from hub.surveillance.decisions import Grounds
from hub.surveillance.findings import current_findings, current_page
from hub.surveillance.raising import Found, raise_findings
from tests.analytics.clusters.layers.worlds import ORDINARY
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.surveillance.records import put, put_within, withdraw

OVER = ("gaps", "clusters")
DIAGNOSED = {"diagnosed_on": date(2026, 3, 1), "disease": "D1"}
STATES = "select rule, period, raised_on, seen_on, closed_on from finding order by finding_id"


def run(store: Store, month: int, day: int, *only: str) -> None:
    analyse(store, TESTER, date(2026, month, day), only or OVER)


def test_a_gap_is_raised_refreshed_and_closed(any_store: Store) -> None:
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(any_store, 3, 31, "gaps")
    assert fetch(any_store, STATES) == []
    run(any_store, 4, 1, "gaps")
    run(any_store, 4, 10, "gaps")
    first, seen = date(2026, 4, 1), date(2026, 4, 10)
    assert fetch(any_store, STATES) == [("G03", "2026-03-01", first, seen, None)]
    put(any_store, 2, "determination", worker_id=5, applied_on=date(2026, 4, 12))
    run(any_store, 4, 20, "gaps")
    assert fetch(any_store, STATES) == [("G03", "2026-03-01", first, seen, date(2026, 4, 20))]
    run(any_store, 4, 21, "gaps")
    assert fetch(any_store, STATES) == [("G03", "2026-03-01", first, seen, date(2026, 4, 20))]
    withdraw(any_store, 2)
    run(any_store, 4, 25, "gaps")
    again = date(2026, 4, 25)
    assert fetch(any_store, STATES) == [("G03", "2026-03-01", again, again, None)]


def test_what_a_gap_says(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    (found,) = current_findings(store, TESTER, "gaps")
    assert (found.subject, found.employer_id, found.division_code) == (str(store.vault.pseudonym(5)), 1, "370102")
    assert found.due_on == date(2026, 3, 31)
    assert found.evidence == {
        "records": [1],
        "title_zh": "用人单位未在三十日内申请工伤认定",
        "title_en": "The employer did not apply for determination within thirty days",
        "basis": ["工伤保险条例 第十七条第一款"],
        "must_act": "employer",
        "verified": True,
        "days_late": 10,
        "to_review": False,
        "changes_it": list(rules("gaps")["G03"].changes_it),
        "about": [],
        "amount": None,
        "missing": [],
    }


def test_a_gap_belongs_to_the_worker_all_merges_lead_to(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=7, **DIAGNOSED)
    with store.transaction(TESTER) as connection:
        connection.execute(text("insert into worker (worker_id, batch_id) values (5, 1), (6, 1)"))
        connection.execute(text("update worker set merged_into = worker_id - 1 where worker_id > 5"))
    run(store, 4, 10, "gaps")
    assert fetch(store, "select worker_id, subject from finding") == [(5, str(store.vault.pseudonym(5)))]


def test_two_diagnoses_of_one_day_are_one_finding(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    put(store, 2, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 10, "gaps")
    (found,) = current_findings(store, TESTER, "gaps")
    assert found.evidence["records"] == [1, 2]


def plant(store: Store, employers: int = 30, harmed: int = 9) -> None:
    """Employers with ten workers, of whom as many are harmed as ORDINARY says; at the seventh `harmed`."""
    with store.transaction(TESTER) as connection:
        for n in range(employers * 10):
            employer, ill = n // 10 + 1, n % 10 < (harmed if n // 10 == 6 else ORDINARY[n // 10 % 10])
            put_within(connection, n + 1000, "examination", n + 1, employer, **examined(ill))


def examined(ill: bool) -> dict[str, Any]:
    conclusions = [{"hazards": ["3008"], "conclusion": "02" if ill else "01"}]
    exposure = {"months": 60}
    return {"exam_type": "02", "examined_on": date(2026, 2, 1), "exposure": exposure, "conclusions": conclusions}


def test_a_cluster_is_one_finding_while_it_lasts(any_store: Store) -> None:
    plant(any_store)
    run(any_store, 3, 1)
    run(any_store, 5, 1)
    (found,) = current_findings(any_store, TESTER, "clusters")
    assert (found.subject, found.employer_id, found.division_code) == ("7/3008/harmed", 7, "370102")
    assert (found.period, found.raised_on, found.seen_on) == ("2026-03-01", date(2026, 3, 1), date(2026, 5, 1))
    evidence = found.evidence
    assert evidence.keys() == {
        *(
            "title_zh",
            "title_en",
            "state",
            "reason",
            "hazard",
            "outcome",
            "observed",
            "expected",
            "ratio",
            "low",
            "high",
        ),
        *(
            "p",
            "recurrence_days",
            "window_from",
            "window_to",
            "alarmed_on",
            "layers",
            "employers",
            "workers",
            "records",
            "beside",
        ),
        *("adjusted_for", "alarms", "why_zh", "why_en"),
    }
    assert (evidence["observed"], evidence["window_from"], evidence["window_to"]) == (9, "2024-05-01", "2026-05-01")
    assert evidence["expected"] == pytest.approx(1.0, abs=0.06)
    assert (evidence["state"], evidence["employers"], evidence["layers"]) == ("stable", [7], ["employer"])
    assert evidence["records"] == list(range(1060, 1069))
    assert len(evidence["workers"]) == 9
    assert "查出疑似职业病或者职业禁忌证" in evidence["why_zh"]
    assert "该单位接触噪声的劳动者中有 9 人" in evidence["why_zh"]


def test_a_signal_fades_before_it_is_closed_with_its_reason(store: Store) -> None:
    """The window of two years after 2026-02-01 is over on 2028-02-01; sixty days later nobody waits for it any more."""
    plant(store)
    run(store, 3, 1)
    states = []
    for day in (date(2028, 1, 31), date(2028, 2, 20), date(2028, 4, 20), date(2028, 4, 21)):
        analyse(store, TESTER, day, OVER)
        states += fetch(store, "select evidence ->> 'state', evidence ->> 'reason', closed_on from finding")
    gone = ("closed", "连续 80 日未再报警", date(2028, 4, 20))
    assert states == [("stable", None, None), ("fading", None, None), gone, gone]
    assert list(current_findings(store, TESTER, "clusters")) == []
    decided = fetch(store, "select kind, as_of from finding_decision order by decision_id")
    assert (decided[0][0], decided[-1]) == ("raised", ("closed", date(2028, 4, 20)))


def test_runs_are_noted(store: Store) -> None:
    plant(store)
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    runs = analyse(store, TESTER, date(2026, 4, 1), OVER)
    assert [(one.analysis, one.rows_read, one.findings) for one in runs] == [("gaps", 1, 1), ("clusters", 300, 1)]
    noted = fetch(
        store, "select analysis, as_of, engine, rows_read, findings, seconds from analysis_run order by run_id"
    )
    assert noted == [(o.analysis, date(2026, 4, 1), "duckdb", o.rows_read, o.findings, o.seconds) for o in runs]


def test_one_analysis_leaves_the_findings_of_another(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    run(store, 4, 1)
    run(store, 4, 2, "clusters")
    assert fetch(store, "select closed_on from finding") == [(None,)]


def test_two_at_once_come_to_the_same_as_one(any_store: Store) -> None:
    for n in range(1, 20):
        put(any_store, n, "diagnosis", worker_id=n, **DIAGNOSED)
    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(lambda _: analyse(any_store, TESTER, date(2026, 4, 1), OVER), range(3)))
    assert [one.findings for each in runs for one in each] == [19, 0] * 3
    assert fetch(any_store, "select count(*), count(distinct subject) from finding") == [(19, 19)]


def test_pages_are_read_to_the_end(store: Store, tmp_path: Path) -> None:
    found = [Found("G03", str(n), "2026-03-01", None, None, None, None, {"n": n}) for n in range(1001)]
    grounds = Grounds(bases("gaps", date(2026, 4, 1)), datetime.now(UTC), Frames(ibis.duckdb.connect(), tmp_path))
    assert raise_findings(store, TESTER, "gaps", date(2026, 4, 1), found, grounds) == 1001
    assert sorted(int(one.subject) for one in current_findings(store, TESTER, "gaps")) == list(range(1001))
    page = current_page(store, TESTER, "gaps", limit=10)
    assert len(page) == 10
    assert current_page(store, TESTER, "gaps", after=page[-1].finding_id, limit=1)[0].finding_id > page[-1].finding_id


def test_an_empty_store_has_no_findings(store: Store) -> None:
    assert [one.findings for one in analyse(store, TESTER, date(2026, 4, 1), OVER)] == [0, 0]


def test_linkage_runs_first(store: Store) -> None:
    pytest.importorskip("hub.people.link")
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    runs = analyse(store, TESTER, date(2026, 4, 1))
    assert [one.analysis for one in runs] == ["linkage", "gaps", "compliance", "clusters", "quality"]


@pytest.mark.parametrize(("only", "engine"), [(("weather",), "duckdb"), (OVER, "abacus")])
def test_unknown_names_are_refused(store: Store, only: tuple[str, ...], engine: str) -> None:
    with pytest.raises(HubError, match="There is no"):
        analyse(store, TESTER, None, only, engine)


def test_spark_is_refused_where_it_is_not_installed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.surveillance.analyse.find_spec", lambda _: None)
    with pytest.raises(UnavailableError, match="pyspark is not installed"):
        analyse(store, TESTER, None, OVER, "spark")
