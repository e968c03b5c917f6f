"""Who counts as over the retirement age: against the table of the law, and month by month against its own words."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.rules import rules
from analytics.timeline.retirement import last_month
from tests.analytics.tables import frames

CASES = yaml.safe_load((Path(__file__).parent / "over_age.yml").read_text(encoding="utf-8"))
LATER = date(2027, 10, 1)


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    found = _found(tmp_path, case, [{"person": 1, "examined_on": case["at_work"], "exam_type": "02"}])
    assert [row["missing"] for row in found] == ([case["missing"]] if "missing" in case else [])


def test_registers_that_disagree_on_the_sex_ask_the_higher_age(tmp_path: Path) -> None:
    one = {"worker_id": 1, "person_id": 1, "sex": "2", "birth_year": 1970}
    both = [one, {**one, "worker_id": 2, "sex": "1"}]
    tables = frames(tmp_path, both, examination=[{"person": 1, "examined_on": date(2026, 8, 1), "exam_type": "02"}])
    assert tables.worker.count().to_pyarrow().as_py() == 2
    rule = rules("gaps")["G22"]
    assert rule.find(tables, LATER, rule).to_pyarrow().num_rows == 0


@settings(max_examples=200)
@given(month=st.integers(1950 * 12, 2000 * 12), who=st.sampled_from([("man", 60, 4, 36), ("woman", 55, 4, 36),
                                                                    ("woman_worker", 50, 2, 60)]))  # fmt: skip
def test_the_months_are_those_of_the_law(month: int, who: tuple[str, int, int, int]) -> None:
    """The law in its own words: from January 2025 on, each `step` months retire one month later than those before."""
    name, years, step, most = who
    original, put_off = month + years * 12, 0
    for place, _ in enumerate(range(2025 * 12, original + 1)):
        put_off = min(put_off + (place % step == 0), most)
    assert last_month(month, name, date(2026, 7, 1)) == original + put_off


def _found(folder: Path, case: dict[str, Any], examination: list[dict[str, Any]]) -> list[dict[str, Any]]:
    worker = {"worker_id": 1, "person_id": 1, "sex": case["sex"], "birth_year": case["birth_year"]}
    tables = frames(folder, [worker], examination=examination)
    rule = rules("gaps")["G22"]
    rows: list[dict[str, Any]] = rule.find(tables, LATER, rule).to_pyarrow().to_pylist()
    return rows
