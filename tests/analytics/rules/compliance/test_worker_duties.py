"""The duties towards a worker case by case: on which days is somebody behind, and by what records is it shown?

All cases lie in one snapshot, each with persons, employers and records of its own, so that a rule runs once for a day.
"""

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from analytics.frames import Frames
from analytics.rules import rules
from analytics.rules.base import COLUMNS, EMPLOYER_COLUMNS, MORE
from schemas.records import RECORDS
from tests.analytics.tables import Rows, frames

HERE = Path(__file__).parent
CASES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("D*.yml"))}
NAMED = [(rule, name) for rule, cases in CASES.items() for name in cases]
OURS = {name: rule for name, rule in rules("compliance").items() if name.startswith("D")}
SHOWN = {"due": "due_on", "clock": "clock_on", **{name: name for name in MORE}}
APART = 1000  # between the numbers of one case and those of the next
KNOWN = datetime(2020, 1, 1, tzinfo=UTC)


class Province:
    """The snapshot of all cases, and what each rule found in it on each day that was asked for."""

    def __init__(self, tables: Frames) -> None:
        self._tables = tables
        self._found: dict[tuple[str, date], dict[int, Rows]] = {}

    def behind(self, name: str, day: date, case: int) -> Rows:
        """What the rule finds in that case, in the order of what it is about."""
        if (name, day) not in self._found:
            self._found[name, day] = self._seek(name, day)
        return self._found[name, day].get(case, [])

    def _seek(self, name: str, day: date) -> dict[int, Rows]:
        rule = OURS[name]
        table = rule.find(self._tables, day, rule)
        needed = COLUMNS if rule.subject == "person" else EMPLOYER_COLUMNS
        assert table.columns[: len(needed)] == needed
        assert set(table.columns[len(needed) :]) <= set(MORE)
        by_case = defaultdict[int, Rows](list)
        for row in sorted(table.to_pyarrow().to_pylist(), key=lambda row: str(row.get("about"))):
            by_case[row[f"{rule.subject}_id"] // APART].append(row)
        return dict(by_case)


@pytest.mark.parametrize(("rule", "name"), NAMED, ids=[f"{rule}: {name}" for rule, name in NAMED])
def test_case(rule: str, name: str, province: Province) -> None:
    case, number = CASES[rule][name], NAMED.index((rule, name))
    assert case.get("late") or case.get("fine")
    for day in case.get("fine", []):
        assert province.behind(rule, day, number) == [], day
    for day in case.get("late", []):
        rows = province.behind(rule, day, number)
        assert len(rows) == case.get("cases", 1), day
    for told, column in SHOWN.items():
        if told in case:
            assert rows[0][column] == case[told], told
    if "records" in case:
        assert rows[0]["evidence"] == [number * APART + record for record in case["records"]]


def test_every_rule_has_cases_and_a_basis() -> None:
    assert set(OURS) == set(CASES)
    for rule in OURS.values():
        assert rule.basis
        assert rule.explained
        assert rule.changes_it
        assert rule.must_act in {"employer", "fund", "institution", "department"}


def test_no_number_of_theirs_is_taken_to_be_checked() -> None:
    assert not any(rule.verified(date(2026, 9, 1)) for rule in OURS.values())


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """All cases. `born` is the year of birth of the one person of a case."""
    folder, documents, workers = tmp_path_factory.mktemp("province"), defaultdict[str, Rows](list), []
    for number, (rule, name) in enumerate(NAMED):
        case = CASES[rule][name]
        if "born" in case:
            who = number * APART + 1
            workers.append({"worker_id": who, "person_id": who, "sex": "1", "birth_year": case["born"]})
        for document in RECORDS:
            documents[document] += [_row(number, n, row) for n, row in enumerate(case.get(document, []), 1)]
    tables = frames(folder, workers, **documents)
    _write_points(folder / "measurement_result" / "year=2026" / "part.parquet", documents["measurement"])
    return Province(tables)


def _row(case: int, place: int, row: dict[str, Any]) -> dict[str, Any]:
    """A row with its numbers among those of its case: the first person and employer unless it says which, or none."""
    employer = row.get("employer_id", 1)
    return {
        **row,
        "person": case * APART + row.get("person", 1),
        "employer_id": None if employer is None else case * APART + employer,
        "record_id": case * APART + row.get("record_id", place),
    }


def _write_points(path: Path, reports: Rows) -> None:
    """The measured points of the reports, in the file that is there for them."""
    points = [
        {**point, "version": 1, "record_id": report["record_id"], "employer_id": report["employer_id"],
         "worker_id": report["person"], "event_on": report["reported_on"], "known_from": KNOWN}
        for report in reports
        for point in report["results"]
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(points, schema=pq.read_schema(path)), path)
