"""Who is counted in which cell, examination by examination."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.latency import Latency
from tests.analytics.clusters.layers.worlds import AS_OF, exam
from tests.analytics.tables import frames

START = date(2024, 11, 1)


def at(day: date, number: int, conclusion: str = "01", institution: str = "A", **changes: Any) -> dict[str, Any]:
    """An examination of worker 1 at employer 1."""
    said = {"examined_on": day, "record_id": number, "reporting": {"org_code": institution}, **changes}
    return exam(said.pop("person", 1), conclusion, **said)


MAY, JUNE, NEXT = date(2025, 5, 10), date(2025, 6, 10), date(2026, 5, 10)
EXAMS = {  # the examinations, and institution, month, examined, harmed of each cell
    "each month once": ([at(MAY, 1), at(NEXT, 2)], [("A", MAY, 1, 0), ("A", NEXT, 1, 0)]),
    "twice in a month": ([at(MAY, 1), at(MAY, 2, "02")], [("A", MAY, 1, 1)]),
    "not after having been harmed": ([at(MAY, 1, "03"), at(JUNE, 2, "02"), at(NEXT, 3)], [("A", MAY, 1, 1)]),
    "each institution": ([at(MAY, 1), at(MAY, 2, institution="B", person=2)], [("A", MAY, 1, 0), ("B", MAY, 1, 0)]),
    "before work": ([at(MAY, 1, "03", exam_type="01")], []),
    "too soon": ([at(START, 1)], []),
    "another finding is no harm": ([at(MAY, 1, "04")], [("A", MAY, 1, 0)]),
}


@pytest.mark.parametrize("case", EXAMS)
def test_who_is_counted(case: str, tmp_path: Path) -> None:
    exams, cells = EXAMS[case]
    found = counted(frames(tmp_path, examination=exams), START, AS_OF).to_pandas()
    told = zip(found.institution_id, found.month.astype(str), found.examined, found.harmed, strict=True)
    assert sorted(told) == [(where, str(day.replace(day=1)), *numbers) for where, day, *numbers in cells]


def test_who_is_not_exposed_long_enough_is_not_counted(tmp_path: Path) -> None:
    exams = [at(MAY, n, person=n, exposure={"months": months}) for n, months in enumerate([2, 3, 4, 60], 1)]
    tables = frames(tmp_path, examination=exams)
    for outcome, examined in (("noise_deafness", 1), ("trichloroethylene_dermatitis", 2), ("lead_poisoning", 3)):
        assert counted(tables, START, AS_OF, Latency.on(outcome, AS_OF)).examined.sum().execute() == examined
