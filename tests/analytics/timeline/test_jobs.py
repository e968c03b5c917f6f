"""Jobs as they are put together from examinations, insured months, contracts and deaths."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.surveillance.duties import JOBS
from analytics.timeline.jobs import MORE, jobs
from tests.analytics.tables import Rows, frames

AS_OF = date(2026, 11, 23)
D = date
WORK, BEFORE, LEAVING = "02", "01", "03"


def exam(kind: str, on: date, *hazards: str, since: date | None = None, **more: Any) -> dict[str, Any]:
    return {"examined_on": on, "exam_type": kind, "exposed_hazards": list(hazards or ("3008",)),
            "exposure": {"started_on": since}, **more}  # fmt: skip


# What is told of one person, and the jobs that come of it: hazard, first day and whether told, last day and whether.
TOLD: dict[str, tuple[dict[str, Rows], list[tuple[Any, ...]]]] = {
    "insured and seen at work": (
        {"examination": [exam(WORK, D(2024, 3, 1), since=D(2020, 5, 15))],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("3008", D(2020, 5, 15), True, None, False)],
    ),
    "exposure told from before the first insured month": (
        {"examination": [exam(WORK, D(2024, 3, 1), since=D(2011, 5, 15))],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("3008", D(2020, 5, 1), True, None, False)],
    ),
    "the last examination before the job, then hired": (
        {"examination": [exam(BEFORE, D(2026, 3, 1))], "insured_spell": [{"first_month": D(2026, 4, 1)}]},
        [("3008", D(2026, 4, 1), False, None, False)],
    ),
    "examined before the job, never hired": ({"examination": [exam(BEFORE, D(2026, 3, 1))]}, []),
    "another hazard since": (
        {"examination": [exam(WORK, D(2024, 3, 1), "3008", "2013"), exam(WORK, D(2025, 3, 1), "2013")],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("2013", D(2024, 3, 1), False, None, False)],
    ),
    "a re-examination does not say what the job has": (
        {"examination": [exam(WORK, D(2025, 3, 1), "3008", "2013"),
                         exam(WORK, D(2025, 4, 1), "2013", is_review=True)],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("2013", D(2025, 3, 1), False, None, False), ("3008", D(2025, 3, 1), False, None, False)],
    ),
    "the contract ended, the spell was closed late": (
        {"examination": [exam(WORK, D(2024, 3, 1), since=D(2020, 5, 15))],
         "insured_spell": [{"first_month": D(2020, 5, 1)}],
         "termination": [{"ended_on": D(2025, 6, 9), "reason": "agreement"}]},
        [("3008", D(2020, 5, 15), True, D(2025, 6, 9), True)],
    ),
    "the last insured month": (
        {"examination": [exam(WORK, D(2024, 2, 1))],
         "insured_spell": [{"first_month": D(2020, 5, 1), "last_month": D(2024, 2, 1)}]},
        [("3008", D(2024, 2, 1), False, D(2024, 2, 29), False)],
    ),
    "seen at work after the last insured month, recently": (
        {"examination": [exam(WORK, D(2025, 3, 1))],
         "insured_spell": [{"first_month": D(2020, 5, 1), "last_month": D(2024, 2, 1)}]},
        [("3008", D(2025, 3, 1), False, None, False)],
    ),
    "seen at work after the last insured month, long ago": (
        {"examination": [exam(WORK, D(2024, 11, 22))],
         "insured_spell": [{"first_month": D(2020, 5, 1), "last_month": D(2024, 2, 1)}]},
        [],
    ),
    "a leaving examination": (
        {"examination": [exam(WORK, D(2024, 3, 1)), exam(LEAVING, D(2025, 3, 1))],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("3008", D(2024, 3, 1), False, D(2025, 3, 1), False)],
    ),
    "back after the contract ended": (
        {"examination": [exam(WORK, D(2021, 3, 1)), exam(WORK, D(2025, 3, 1))],
         "insured_spell": [{"first_month": D(2020, 5, 1), "last_month": D(2022, 5, 1)}, {"first_month": D(2024, 9, 1)}],
         "termination": [{"ended_on": D(2022, 5, 9), "reason": "expiry"}]},
        [("3008", D(2024, 9, 1), True, None, False)],
    ),
    "died while at work": (
        {"examination": [exam(WORK, D(2024, 3, 1))], "insured_spell": [{"first_month": D(2020, 5, 1)}],
         "death": [{"died_on": D(2025, 1, 5), "relation": "other"}]},
        [("3008", D(2024, 3, 1), False, D(2025, 1, 5), False)],
    ),
    "examined for another hazard than the one exposed to": (
        {"examination": [exam(WORK, D(2024, 3, 1), hazards=["1006"]), exam(WORK, D(2025, 3, 1), hazards=["1006"])],
         "insured_spell": [{"first_month": D(2020, 5, 1)}]},
        [("3008", D(2024, 3, 1), False, None, False)],
    ),
    "told tomorrow": ({"examination": [exam(WORK, D(2026, 11, 24))]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_jobs(name: str, tmp_path: Path) -> None:
    documents, expected = TOLD[name]
    numbered = {d: [{"person": 1, **row} for row in rows] for d, rows in documents.items()}
    found = jobs(frames(tmp_path, **numbered), AS_OF)
    assert found.columns == (*JOBS, *MORE)
    rows = found.order_by("hazard").to_pyarrow().to_pylist()
    assert [
        tuple(row[name] for name in ("hazard", "started_on", "start_told", "left_on", "end_told")) for row in rows
    ] == expected
    assert all(row["class"] is None and row["unchanged"] is None for row in rows)


def test_each_employer_is_a_job_of_its_own(tmp_path: Path) -> None:
    exams = [exam(WORK, D(2026, 3, 1), employer_id=employer, person=1) for employer in (1, 2)]
    rows = jobs(frames(tmp_path, examination=exams), AS_OF).to_pyarrow().to_pylist()
    assert len({row["job_id"] for row in rows}) == len(rows) == len(exams)
