"""Who was found harmed, and by which examination."""

from datetime import date
from pathlib import Path

from analytics.clusters.harm import harmed
from tests.analytics.clusters.layers.worlds import AS_OF, exam
from tests.analytics.tables import frames


def test_who_was_harmed_is_told_with_the_examination_that_says_so(tmp_path: Path) -> None:
    exams = [
        exam(1, "02", employer_id=7, record_id=10),
        exam(2, "01", employer_id=7, record_id=20),
        exam(3, "03", employer_id=7, record_id=30, exam_type="01"),
        exam(4, "03", employer_id=8, record_id=40),
    ]
    found = harmed(frames(tmp_path, examination=exams), date(2024, 11, 1), AS_OF, [7]).to_pandas()
    assert found.to_dict("records") == [{"employer_id": 7, "hazard": "noise", "person_id": 1, "record_id": 10}]
