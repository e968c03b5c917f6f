"""Everybody of the rules' own cases in one snapshot: each case with persons, employers and records of its own."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analytics.frames import Frames
from schemas.records import RECORDS
from tests.analytics.rules.compliance.test_examination_rules import _examination
from tests.analytics.tables import Rows, frames

RULES = Path(__file__).parents[1] / "rules"
APART = 1000  # between the numbers of one case and those of the next
FOUND = ("late", "wrong")  # what a case calls the days on which its rule finds something
Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Each case of each rule, with the id of the rule."""
    for path in sorted(RULES.glob("*/[A-Z]??.yml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            yield path.stem, case


def last_days() -> dict[str, date]:
    """For each rule a day on which it finds somebody: the last that any of its cases tells."""
    days = defaultdict[str, list[date]](list)
    for rule, case in cases():
        days[rule] += [day for name in FOUND for day in case.get(name, ())]
    return {rule: max(told) for rule, told in days.items()}


def everybody(folder: Path) -> Frames:
    """The snapshot of all cases, for DuckDB; the files are for any engine."""
    documents, workers = defaultdict[str, Rows](list), []
    for number, (rule, case) in enumerate(cases()):
        who = number * APART + 1
        born = {"sex": case.get("sex", "1"), "birth_year": case.get("born", 1980)}
        workers.append({"worker_id": who, "person_id": who, **born})
        for document in RECORDS:
            short = rule.startswith("V") and document == "examination"  # items and values only
            rows = [_examination(row) if short else row for row in case.get(document, [])]
            documents[document] += [_row(number, place, row) for place, row in enumerate(rows, 1)]
    return frames(folder, workers, **documents)


def _row(case: int, place: int, row: Case) -> Case:
    employer = row.get("employer_id", 1)
    return {
        **row,
        "person": case * APART + row.get("person", 1),
        "employer_id": None if employer is None else case * APART + employer,
        "record_id": case * APART + row.get("record_id", place),
    }
