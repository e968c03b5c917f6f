"""What is owed follows from the last examinations alone just as it does from all of them."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from analytics.surveillance import duties
from analytics.surveillance.duties import COLUMNS, JOBS
from analytics.timeline.exposures import examined
from analytics.timeline.jobs import jobs
from analytics.timeline.owed_examinations import owed
from tests.analytics.tables import Rows, frames

AS_OF = date(2026, 11, 23)
HAZARDS = ["3008", "1038", "1021", "2145", "5001"]
PERSONS = 60


def told() -> dict[str, Rows]:
    """Examinations with two employers at a time, of which the lists of hazards differ or are missing."""
    chance = Random(3)
    exams = [_exam(chance, person) for person in range(1, PERSONS + 1) for _ in range(8)]
    ended = [
        {"person": person, "ended_on": date(2022, 1, 1) + timedelta(days=chance.randrange(1700)), "reason": "expiry"}
        for person in range(1, PERSONS, 2)
    ]
    exams += [_before_the_end(chance, **contract) for contract in ended]
    return {"examination": exams, "termination": ended}


def _before_the_end(chance: Random, person: int, ended_on: date, **_: Any) -> dict[str, Any]:
    """An examination in service that counts as the one on leaving, by the edition of 2014."""
    day = ended_on - timedelta(days=chance.randrange(1, 80))
    exam = {"person": person, "exam_type": "02", "examined_on": day, "exposed_hazards": HAZARDS, "hazards": HAZARDS}
    return exam | {"exposure": {"started_on": date(2018, 6, 1)}}


def _exam(chance: Random, person: int) -> dict[str, Any]:
    exposed = chance.sample(HAZARDS, 2)
    return {
        "person": person,
        "employer_id": chance.choice([1, 1, 2, None]),
        "exam_type": chance.choice(["01", "02", "02", "02", "03", "04", "05"]),
        "examined_on": date(2019, 1, 1) + timedelta(days=chance.randrange(2870)),
        "is_review": chance.choice([None, False, False, True]),
        "exposed_hazards": chance.choice([exposed, exposed, None, []]),
        "hazards": chance.choice([exposed, exposed[:1], chance.sample(HAZARDS, 2), None]),
        "exposure": {"started_on": date(2018, 6, 1)},
    }


def test_the_same_from_the_last_examinations_as_from_all(tmp_path: Path) -> None:
    tables = frames(tmp_path, **told())
    found = owed(tables, AS_OF).select(*COLUMNS).to_pyarrow().to_pylist()
    every = duties(jobs(tables, AS_OF).select(*JOBS), examined(tables, AS_OF), AS_OF).to_pyarrow().to_pylist()
    assert sorted(found, key=repr) == sorted([row for row in every if row["overdue_days"] > 0], key=repr)
    assert {row["type"] for row in found} == {"01", "02", "03"}
