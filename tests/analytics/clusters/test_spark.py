"""Spark counts, expects and sees changed what DuckDB does: one query over the same files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import ibis
import pandas as pd
import pytest
from ibis import BaseBackend

from analytics.clusters.expectation.counting import CELL, counted
from analytics.clusters.expectation.expected import expected_by_employer
from analytics.clusters.within_worker.records import changes
from analytics.frames import Frames
from tests.analytics.clusters.expectation.test_counting import START, at
from tests.analytics.clusters.layers.worlds import AS_OF
from tests.analytics.clusters.within_worker.test_records import AFTER, BEFORE, everybody, exam, read
from tests.analytics.spark.session import small_session
from tests.analytics.tables import frames

# py4j leaves sockets open
pytestmark = pytest.mark.filterwarnings("ignore:::pyspark", "ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseBackend]:
    session = small_session(tmp_path_factory.mktemp("java"))
    yield ibis.pyspark.connect(session)
    session.stop()


def test_spark_counts_and_expects_what_duckdb_does(tmp_path: Path, spark: BaseBackend) -> None:
    """Forty workers of four employers, two hazards each, some re-examined, some of unknown sex."""
    exams = []
    for n in range(40):
        conclusion = {"hazards": ["noise", "lead"], "conclusion": "02" if n % 7 == 0 else "01"}
        for year in (2025, 2026):
            one = at(date(year, n % 4 + 3, 5), 100 * year + n, institution="AB"[n % 2], person=n + 1)
            exams.append({**one, "employer_id": n % 4 + 1, "exposure": {"months": 7 * n}, "conclusions": [conclusion]})
    workers = [
        {"worker_id": n + 1, "person_id": n + 1, "sex": [None, "1", "2"][n % 3], "birth_year": 1965 + n}
        for n in range(40)
    ]
    duck = frames(tmp_path, workers, examination=exams)
    tables = [
        counted(engine, START, AS_OF).to_pandas().sort_values(CELL, ignore_index=True)
        for engine in (duck, Frames(spark, duck.folder))
    ]
    assert (tables[0].examined.sum(), tables[0].harmed.sum()) == (148, 12)
    told = [table.assign(month=table.month.astype(str)).to_dict("list") for table in tables]
    assert told[0] == told[1]
    expected = [expected_by_employer(table).expected.to_numpy() for table in tables]
    assert expected[0] == pytest.approx(expected[1])


def test_spark_sees_the_changes_that_duckdb_sees(tmp_path: Path, spark: BaseBackend) -> None:
    """Everybody of the changes' own cases; and blood of two hazards, of a woman whose year of birth is unknown."""
    blood = {"exposed_hazards": ["2013", "2238"], "reporting": {"org_code": "A"}}
    exams = [
        *everybody(),
        exam(100, BEFORE, read({"4012000": "150"}, "g/L"), **blood),
        exam(100, AFTER, read({"4012000": "120"}, "g/L"), **blood),
    ]
    duck = frames(tmp_path, [{"worker_id": 100, "person_id": 100, "sex": "2", "birth_year": None}], examination=exams)
    told = [_rows(changes(engine, AS_OF)) for engine in (duck, Frames(spark, duck.folder))]
    assert {row["marker"] for row in told[0]} == {"hearing_2_3_4_khz", "haemoglobin"}
    assert len(told[0]) == 5
    assert told[1] == told[0]


def _rows(found: pd.DataFrame) -> list[dict[str, str]]:
    """In one order, as text; what was measured and computed to six digits."""
    ordered = found.sort_values(["worker", "marker", "hazard"])
    digits = dict.fromkeys(ordered.select_dtypes("float"), "{:.6g}")
    return [
        {name: digits.get(name, "{}").format(value) for name, value in row.items()}
        for row in ordered.to_dict("records")
    ]
