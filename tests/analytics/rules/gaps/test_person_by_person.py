"""The rules on applications and assessments, for many made-up persons, against the law told once more day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from analytics.rules import rules
from tests.analytics.tables import frames

Row = dict[str, Any]
START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in (0, 15, 16, 30, 45, 61, 90, 91, 120, 200)]
PERSONS = 400


def _later(chance: Random, day: date | None, *spans: int) -> date | None:
    """A day so many days later, give or take one; or none."""
    if day is None or chance.random() < 0.3:
        return None
    return day + timedelta(days=max(0, chance.choice(spans) + chance.choice((-1, 0, 1))))


def _determination(chance: Random, person: int) -> Row:
    applied = START + timedelta(days=chance.randrange(30))
    accepted = _later(chance, applied, 1, 15, 40)
    decided = _later(chance, accepted, 2, 15, 60, 90)
    return {
        "person": person,
        "applied_on": applied,
        "applicant": "employer",
        "disease": chance.choice((None, "4001")),
        "accepted_on": accepted,
        "decided_on": decided,
        "decision": "recognised" if decided else None,
    }


def _assessment(chance: Random, person: int) -> Row:
    applied = START + timedelta(days=chance.randrange(30))
    concluded = applied + timedelta(days=chance.choice((20, 59, 60, 61, 89, 90, 91, 130)))
    served = _later(chance, concluded, 1, 15, 60)
    return {"person": person, "kind": "initial", "applied_on": applied, "concluded_on": concluded, "served_on": served}


def _unanswered(row: Row, day: date) -> bool:
    """15 days to accept (认定办法 8)."""
    answered = any(row[step] and row[step] <= day for step in ("accepted_on", "decided_on"))
    return bool((day - row["applied_on"]).days > 15 and not answered)


def _undecided(row: Row, day: date) -> bool:
    """60 days to decide, 15 with a certificate (条例 20)."""
    if row["accepted_on"] is None or row["accepted_on"] > day or (row["decided_on"] and row["decided_on"] <= day):
        return False
    return bool((day - row["accepted_on"]).days > (15 if row["disease"] else 60))


def _unassessed(row: Row, day: date) -> bool:
    """60 days to conclude, 15 to serve (条例 25, 办法 17)."""
    if row["applied_on"] > day or (row["served_on"] and row["served_on"] <= day):
        return False
    concluded = row["concluded_on"] <= day
    since = row["concluded_on"] if concluded else row["applied_on"]
    return bool((day - since).days > (15 if concluded else 60))


Case = tuple[str, str, Callable[[Random, int], Row], Callable[[Row, date], bool]]
CASES: list[Case] = [
    ("G06", "determination", _determination, _unanswered),
    ("G07", "determination", _determination, _undecided),
    ("G09", "assessment", _assessment, _unassessed),
]


@pytest.mark.parametrize(("rule", "document", "make", "behind"), CASES, ids=[case[0] for case in CASES])
def test_everybody_behind_and_nobody_else(
    rule: str,
    document: str,
    make: Callable[[Random, int], Row],
    behind: Callable[[Row, date], bool],
    tmp_path: Path,
) -> None:
    chance = Random(rule)
    rows = [make(chance, person) for person in range(1, PERSONS + 1)]
    tables = frames(tmp_path, **{document: rows})
    seen: set[int] = set()
    for day in DAYS:
        found = rules("gaps")[rule].find(tables, day, rules("gaps")[rule]).to_pyarrow().to_pylist()
        told = [row["person_id"] for row in found]
        assert sorted(told) == [row["person"] for row in rows if behind(row, day)], day
        assert all(row["due_on"] < day for row in found)
        seen.update(told)
    assert 0 < len(seen) < PERSONS
