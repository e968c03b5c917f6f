"""The commands as they are typed: analyse, gaps, clusters."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.app import build, commands
from hub.config import settings
from hub.db import Store
from tests.hub.surveillance.records import put
from tests.hub.surveillance.test_analyse import DIAGNOSED, plant

Type = Callable[..., str]


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Types a command against the test's store; gives what it prints."""
    monkeypatch.setenv("OHUB_DATA_DIR", str(store.settings.data_dir))
    monkeypatch.setenv("OHUB_DATABASE_URL", store.owner_url.render_as_string(hide_password=False))
    monkeypatch.setenv("OHUB_APP_DATABASE_URL", store.app_url.render_as_string(hide_password=False))
    monkeypatch.setenv("COLUMNS", "250")
    settings.cache_clear()

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(build(), list(words))
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    yield run
    settings.cache_clear()


def answered(typed: Type, *words: str) -> Any:
    return json.loads(typed(*words, "--json"))


def test_analyse_then_list(typed: Type, store: Store) -> None:
    plant(store)
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    runs = answered(typed, "analyse", "--as-of", "2026-04-10", "--only", "gaps", "--only", "clusters")
    assert [(run["analysis"], run["rows_read"], run["findings"]) for run in runs] == [
        ("gaps", 1, 1),
        ("clusters", 300, 1),
    ]
    assert all(run["seconds"] > 0 for run in runs)
    (gap,) = answered(typed, "gaps")
    assert (gap["rule"], gap["due_on"], gap["evidence"]["records"]) == ("G03", "2026-03-31", [1])
    assert gap["subject"] == str(store.vault.pseudonym(5))
    (cluster,) = answered(typed, "clusters")
    assert (cluster["rule"], cluster["employer_id"], cluster["evidence"]["hazard"]) == ("C01", 7, "3008")
    told = cluster["evidence"]
    assert len(told["workers"]) == told["observed"], "everybody who is counted is named by pseudonym"
    (beside,) = told["beside"]
    assert (beside["employer_id"], beside["hazard"], beside["readings"]) == (7, "3008", 0)
    assert beside["eb05"] > 1
    assert 1 < beside["ebgm"] < 9, "shrunken from nine where one is expected"


def test_tables_for_people(typed: Type, store: Store) -> None:
    plant(store)
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    typed("analyse", "--as-of", str(date(2026, 4, 10)), "--only", "gaps", "--only", "clusters")
    gaps, clusters = typed("gaps"), typed("clusters")
    assert all(
        word in gaps for word in ("G03", "2026-03-31", "工伤保险条例 第十七条第一款", str(store.vault.pseudonym(5)))
    )
    assert all(word in clusters for word in ("C01", "3008", "2024-04-10 – 2026-04-10"))


def test_nothing_found_is_an_empty_list(typed: Type) -> None:
    assert (answered(typed, "gaps"), answered(typed, "clusters")) == ([], [])


def test_a_day_that_is_none_is_wrong_usage(typed: Type) -> None:
    typed("analyse", "--as-of", "2026-02-30", code=2)


def test_the_commands_are_there() -> None:
    assert {"analyse", "gaps", "clusters"} <= commands()


@pytest.mark.parametrize(("by", "value"), [("hazard", "3008"), ("age", None), ("exposure", 1), ("exam_type", "02")])
def test_the_expected_agree_with_the_observed_over_all(typed: Type, store: Store, by: str, value: Any) -> None:
    plant(store)
    words = ("evaluate", "expectation", "--by", by, "--as-of", "2026-04-10")
    (row,) = answered(typed, *words)
    assert (row["examined"], row["observed"]) == (300, 38)
    assert value is None or row[by] == value
    assert row["expected"] == pytest.approx(38)
    assert row["low"] < 1 < row["high"]
    assert "300" in typed(*words)


def test_nobody_examined_has_no_expectation(typed: Type) -> None:
    assert answered(typed, "evaluate", "expectation", "--as-of", "2026-04-10") == []


def test_seeds_that_are_none_are_wrong_usage(typed: Type) -> None:
    typed("evaluate", "clusters", "--seeds", "1,x", code=2)
