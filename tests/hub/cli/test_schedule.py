"""The command as it is typed: a case, a list, for people, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.errors import HubError

CASE = {"hazards": [{"code": "3008", "level": 86.0, "class": None}], "started_on": "2024-03-01", "left_on": None,
        "exams": [{"type": "02", "on": "2025-09-10", "hazards": ["3008"]}], "as_of": "2026-11-23"}  # fmt: skip


def run(told: Any, tmp_path: Path, *words: str) -> str:
    """What the command prints for a file that says `told`."""
    path = tmp_path / "case.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    result = CliRunner().invoke(build(), ["schedule", "--case", str(path), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.output


def test_one_case_and_a_list(tmp_path: Path) -> None:
    one = json.loads(run(CASE, tmp_path, "--json"))
    assert [(each["type"], each["due"], each["overdue_days"]) for each in one["required"]] == [
        ("01", "2024-03-01", 997),
        ("02", "2026-09-10", 74),
    ]
    first, bad = json.loads(run([CASE, {"hazards": []}], tmp_path, "--json"))
    assert first == one
    assert set(bad["problem"]) == {"zh", "en"}
    assert json.loads(run([], tmp_path, "--json")) == []


def test_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    other = {**CASE, "hazards": [{"code": "1038", "class": 0}, {"code": "2022"}], "started_on": "2019-01-01"}
    shown = run([CASE, other, {}], tmp_path)
    assert "2026-09-10" in shown, "it fits a terminal"
    assert "2022" in shown
    assert "职业卫生医师" in shown
    assert "started_on" in shown


def test_what_is_verified_in_full_needs_no_warning(tmp_path: Path) -> None:
    unverified = "未经核实"
    assert unverified not in run(CASE, tmp_path)
    recommended = {**CASE, "hazards": [{"code": "2331"}], "started_on": "2026-09-01", "exams": []}
    assert unverified in run(recommended, tmp_path)


@pytest.mark.parametrize("told", [{**CASE, "as_of": "soon"}, "{", "\ufeff{}x", ""])
def test_refused_in_a_sentence(told: Any, tmp_path: Path) -> None:
    with pytest.raises(HubError) as refusal:
        run(told, tmp_path)
    assert "soon" not in str(refusal.value)


def test_no_such_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(build(), ["schedule", "--case", str(tmp_path / "none.json")])
    assert isinstance(result.exception, HubError)


def test_without_a_case_the_usage_is_wrong() -> None:
    assert CliRunner().invoke(build(), ["schedule"]).exit_code == 2
