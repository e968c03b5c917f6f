"""All cases of some rules in one snapshot, each with persons, employers and records of its own: a rule runs once a day.

A province of cases is also a test of its own: no case may be found by the records of another.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analytics.frames import Frames
from analytics.rules.base import COLUMNS, EMPLOYER_COLUMNS, MORE, Rule
from schemas.records import RECORDS
from tests.analytics.tables import Rows, frames

APART = 1000  # between the numbers of one case and those of the next
Cases = Mapping[str, Mapping[str, dict[str, Any]]]  # by rule and by name, as a file tells them


class Together:
    """The snapshot of all cases, and what each rule found in it on each day that was asked for.

    `born` in a case is the year of birth of its first person, a man unless `sex` says otherwise.
    """

    def __init__(self, folder: Path, cases: Cases, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._numbers = {(rule, name): n for n, (rule, name) in enumerate(named(cases))}
        self._found: dict[tuple[str, date], dict[int, Rows]] = {}
        documents, workers = defaultdict[str, Rows](list), Rows()
        for (rule, name), number in self._numbers.items():
            case = cases[rule][name]
            if "born" in case:
                who = number * APART + 1
                register = {"sex": case.get("sex", "1"), "birth_year": case["born"]}
                workers.append({"worker_id": who, "person_id": who, **register})
            for document in RECORDS:
                documents[document] += [_row(number, n, row) for n, row in enumerate(case.get(document, []), 1)]
        self.documents = dict(documents)
        self.tables: Frames = frames(folder, workers, **documents)

    def found(self, rule: str, name: str, day: date) -> Rows:
        """What the rule finds in the case of that name, in the order of what it is about."""
        if (rule, day) not in self._found:
            self._found[rule, day] = self._seek(rule, day)
        return self._found[rule, day].get(self._numbers[rule, name], [])

    def _seek(self, name: str, day: date) -> dict[int, Rows]:
        rule = self._rules[name]
        table = rule.find(self.tables, day, rule)
        needed = COLUMNS if rule.subject == "person" else EMPLOYER_COLUMNS
        assert table.columns[: len(needed)] == needed
        assert set(table.columns[len(needed) :]) <= set(MORE)
        by_case = defaultdict[int, Rows](list)
        for row in sorted(table.to_pyarrow().to_pylist(), key=lambda row: str(row.get("about"))):
            case = row[f"{rule.subject}_id"] // APART
            by_case[case].append({**row, "evidence": [record - case * APART for record in row["evidence"]]})
        return dict(by_case)


def read(folder: Path, files: str) -> dict[str, dict[str, Any]]:
    """The cases of the rules whose files match, such as G*.yml, as they are told."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(files))}


def named(cases: Cases) -> list[tuple[str, str]]:
    """Rule and name of each case."""
    return [(rule, name) for rule, told in cases.items() for name in told]


def _row(case: int, place: int, row: dict[str, Any]) -> dict[str, Any]:
    """A row with its numbers among those of its case: the first person and employer unless it says which, or none."""
    employer = row.get("employer_id", 1)
    return {
        **row,
        "person": case * APART + row.get("person", 1),
        "employer_id": None if employer is None else case * APART + employer,
        "record_id": case * APART + row.get("record_id", place),
    }
