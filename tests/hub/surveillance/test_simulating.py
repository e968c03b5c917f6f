"""Two changes of law that were made, simulated: the disease catalogue of 2025, the examination standard of 2026."""

import csv
import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from analytics import parameters
from analytics.rules import rules
from analytics.simulation.changes import Change, change
from hub.db import Store
from hub.surveillance import seeking
from hub.surveillance.analyse import analyse
from hub.surveillance.simulating import INSTALLED, simulate
from schemas import codes
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.surveillance.records import put
from tests.hub.surveillance.test_commands import Type, typed  # noqa: F401

CATALOGUE, STANDARD = date(2025, 8, 1), date(2026, 8, 1)
DISEASES = codes.FOLDER / "disease.csv"
EDITIONS = parameters.FOLDER / "surveillance" / "editions.csv"
DAYS = parameters.FOLDER / "gaps" / "employer_application_days.yml"
TOLUENE, DMF, LEAD = "2145", "2077", "2237"


def without(path: Path, since: date) -> Change:
    """The law as if what began on that day had never come, and what ended then went on."""
    rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    written = StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    for row in rows:
        if row["valid_from"] != since.isoformat():
            writer.writerow(row | {"valid_to": "" if row["valid_to"] == since.isoformat() else row["valid_to"]})
    return Change({path: written.getvalue()}, (path.stem,))


def diagnosed(store: Store, record_id: int, disease: str, on: date) -> None:
    put(store, record_id, "diagnosis", worker_id=record_id, diagnosed_on=on, disease=disease)


def subjects(store: Store, told: Iterable[dict[str, Any]]) -> set[int]:
    """Whose they are, by the number of the worker."""
    by_name = {str(store.vault.pseudonym(number)): number for number in range(1, 20)}
    return {by_name[each["subject"]] for each in told}


def test_the_disease_catalogue_of_2025(any_store: Store) -> None:
    """Carpal tunnel syndrome became occupational; uranium poisoning and bursitis only moved to another group."""
    diagnosed(any_store, 1, "X1301", date(2025, 9, 1))
    diagnosed(any_store, 2, "X7013", date(2025, 9, 1))
    diagnosed(any_store, 3, "1101", date(2025, 9, 1))
    diagnosed(any_store, 4, "5011", date(2025, 7, 31))
    wages = [{"from_month": "2020-01-01", "monthly_wage": "6000.00"}]
    put(any_store, 11, "insured_spell", worker_id=1, first_month=date(2020, 1, 1), wages=wages)
    told = simulate(any_store, TESTER, INSTALLED, date(2025, 11, 1), before=without(DISEASES, CATALOGUE))
    held = {(each["record_id"], each["code"], each["becomes"], each["held"]) for each in told["records"]}
    assert held == {(1, "X1301", None, "before"), (2, "X7013", "5011", "before")}
    assert [(each["rule"], each["what"], each["before"]) for each in told["findings"]] == [("G03", "added", None)]
    assert subjects(any_store, told["findings"]) == {1}
    assert told["findings"][0]["after"]["due_on"] == date(2025, 10, 1)
    assert subjects(any_store, told["entitlements"]) == {1}
    assert {(each["rule"], each["what"]) for each in told["entitlements"]} >= {
        ("entitlement medical_treatment", "added")
    }
    graded = [told["unknown"][world]["disability_lump_sum"]["grade"] for world in ("before", "after")]
    assert graded == [3, 4]  # of which nobody knows the grade
    assert told["duties"] == []
    assert told["counts"]["G03"] == {"added": 1}
    assert told["counts"]["records disease"] == {"held_before": 1, "recoded": 1}
    backwards = simulate(any_store, TESTER, without(DISEASES, CATALOGUE), date(2025, 11, 1))
    assert [(each["rule"], each["what"], each["after"]) for each in backwards["findings"]] == [("G03", "removed", None)]


def examined(store: Store, record_id: int, hazard: str, on: date) -> None:
    hazards = {"hazards": [hazard], "exposed_hazards": [hazard]}
    seen = {"exposure": {"started_on": "2020-01-01", "months": 60}, "conclusions": [{**hazards, "conclusion": "04"}]}
    put(store, record_id, "examination", worker_id=record_id, examined_on=on, exam_type="02", **hazards, **seen)


def test_the_examination_standard_of_2026(store: Store) -> None:
    """Toluene is no longer mandatory and every three years; dimethylformamide goes from three years to one."""
    examined(store, 1, TOLUENE, date(2025, 9, 1))
    examined(store, 2, DMF, date(2025, 2, 1))
    examined(store, 3, LEAD, date(2026, 6, 1))
    told = simulate(store, TESTER, INSTALLED, date(2026, 8, 1), before=without(EDITIONS, STANDARD))
    in_service = [each for each in told["duties"] if each["type"] == "02"]
    moved = {(each["hazard"], each["what"]): (each["before"], each["after"]) for each in in_service}
    old, new = "GBZ 188—2014", "GBZ 188—2025"
    assert moved == {
        (TOLUENE, "due"): (date(2026, 9, 1), date(2028, 9, 1)),
        (TOLUENE, "period_months"): (12, 36),
        (TOLUENE, "mandatory"): (True, False),
        (TOLUENE, "edition"): (old, new),
        (DMF, "due"): (date(2028, 2, 1), date(2026, 8, 1)),
        (DMF, "period_months"): (36, 12),
        (DMF, "edition"): (old, new),
        (LEAD, "edition"): (old, new),
    }
    assert subjects(store, in_service) == {1, 2, 3}
    assert told["counts"][f"duty 02 {DMF}"] == {"due": 1, "edition": 1, "period_months": 1}
    assert told["compared"] == ["findings", "duties"]


def test_an_overdue_examination_appears_with_the_standard(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a finding of the rule that the nightly run uses."""
    monkeypatch.setattr(seeking, "rules", lambda topic: {"D02": rules(topic)["D02"]} if topic == "compliance" else {})
    examined(store, 1, TOLUENE, date(2025, 9, 1))
    examined(store, 2, DMF, date(2025, 2, 1))
    told = simulate(store, TESTER, INSTALLED, date(2026, 10, 1), before=without(EDITIONS, STANDARD))
    found = {(each["rule"], each["what"]): each for each in told["findings"]}
    assert found.keys() == {("D02", "removed"), ("D02", "added")}
    assert subjects(store, [found["D02", "removed"]]) == {1}
    assert found["D02", "added"]["after"]["due_on"] == date(2026, 8, 1)


def edited(folder: Path, value: int) -> Path:
    path = folder / DAYS.name
    path.write_text(f"values:\n  - value: {value}\n    source: 修订草案\n    verified: false\n", encoding="utf-8")
    return path


def test_a_longer_period_moves_what_is_due_and_takes_away_what_is_not_yet(store: Store, tmp_path: Path) -> None:
    put(store, 1, "diagnosis", worker_id=1, diagnosed_on=date(2026, 3, 1), disease="1101")
    put(store, 2, "diagnosis", worker_id=2, diagnosed_on=date(2026, 4, 2), disease="1101")
    told = simulate(store, TESTER, change(date(2026, 5, 1), [edited(tmp_path, 40)], [], []), date(2026, 5, 10))
    found = {(each["what"], each["before"], each["after"]) for each in told["findings"] if each["what"] != "removed"}
    assert found == {("due_on", date(2026, 3, 31), date(2026, 4, 10)), ("verified", True, False)}
    assert subjects(store, [each for each in told["findings"] if each["what"] == "removed"]) == {2}
    assert (told["compared"], told["records"]) == (["findings"], [])
    earlier = simulate(store, TESTER, change(date(2026, 5, 11), [edited(tmp_path, 40)], [], []), date(2026, 5, 10))
    assert earlier["findings"] == []


def state(store: Store) -> list[Any]:
    tables = ("finding", "finding_decision", "decision_basis", "analysis_run")
    rows = [fetch(store, f"select * from {table} order by 1") for table in tables]
    folders = (parameters.FOLDER, codes.FOLDER)
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".yml", ".csv"})
    return [*rows, [(path, sha256(path.read_bytes()).hexdigest()) for path in files]]


def test_nothing_is_stored_and_no_file_touched(store: Store, tmp_path: Path) -> None:
    put(store, 1, "diagnosis", worker_id=1, diagnosed_on=date(2026, 3, 1), disease="1101")
    analyse(store, TESTER, date(2026, 4, 10), ("gaps",))
    before = state(store)
    told = simulate(store, TESTER, change(date(2026, 1, 1), [edited(tmp_path, 60)], [], []), date(2026, 4, 10))
    assert told["counts"] == {"G03": {"removed": 1}}
    assert state(store) == before
    analyse(store, TESTER, date(2026, 4, 10), ("gaps",))
    assert state(store)[1:3] == before[1:3]


def test_the_command(typed: Type, store: Store, tmp_path: Path) -> None:  # noqa: F811
    put(store, 1, "diagnosis", worker_id=1, diagnosed_on=date(2026, 3, 1), disease="1101")
    words = ("simulate", "--parameter", str(edited(tmp_path, 60)), "--from", "2026-01-01", "--as-of", "2026-04-10")
    told = json.loads(typed(*words, "--json"))
    assert (told["changed"], told["counts"]) == (["parameters/gaps/employer_application_days"], {"G03": {"removed": 1}})
    shown = typed(*words)
    assert all(word in shown for word in ("G03", "removed", "2026-03-31", "未比较"))
    typed("simulate", "--from", "2026-01-01", code=2)
    typed("simulate", "--parameter", str(tmp_path / "none.yml"), "--from", "2026-01-01", code=1)


def test_the_commands_that_account_for_findings(typed: Type, store: Store) -> None:  # noqa: F811
    put(store, 1, "diagnosis", worker_id=1, diagnosed_on=date(2026, 3, 1), disease="1101")
    typed("analyse", "--as-of", "2026-04-10", "--only", "gaps")
    (gap,) = json.loads(typed("gaps", "--json"))
    told = json.loads(typed("explain", str(gap["finding_id"]), "--json"))
    assert (told["rule"], told["records"][0]["version"]) == ("G03", 1)
    assert "工伤保险条例 第十七条第一款" in typed("explain", str(gap["finding_id"]))
    words = ("recompute", "--as-of", "2026-04-10", "--only", "gaps", "--known-at")
    (again,) = json.loads(typed(*words, told["decided"]["known_at"], "--json"))
    assert all(again[name] == gap[name] for name in ("rule", "subject", "period", "due_on", "evidence"))
    assert again["recorded"] == {"decision_id": told["decided"]["decision_id"], "differs_in": []}
    assert "相同" in typed(*words, told["decided"]["known_at"])
    assert json.loads(typed(*words, "2026-04-10", "--json")) == []
