"""Every rule of every topic finds the same on Spark as on DuckDB, over everybody of the rules' own cases."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest

from analytics.frames import Frames
from analytics.rules import rules
from analytics.rules.base import Rule
from hub.db import Store
from hub.surveillance import seeking
from hub.surveillance.analyse import analyse
from hub.surveillance.findings import current_findings
from tests.analytics.rules.cases import OF_MANY
from tests.analytics.rules.quality.many_records import batch, drive, readings
from tests.analytics.spark.everybody import everybody, last_days
from tests.analytics.spark.session import small_session
from tests.analytics.tables import frames
from tests.hub.intake.messages import TESTER
from tests.hub.surveillance.records import put

# py4j leaves sockets open
pytestmark = pytest.mark.filterwarnings("ignore:::pyspark", "ignore:unclosed <socket:ResourceWarning")
EVERY = {name: rule for topic in ("gaps", "quality", "compliance") for name, rule in rules(topic).items()}
RULES = {name: rule for name, rule in EVERY.items() if name not in OF_MANY}
MANY = {"Q08": readings(10.0, (1, 2, 3, 4), (1, 2, 3, 4)), "Q09": drive(2, 30), "Q10": batch(25, 2, 100)}
LAST = last_days()
DAY = date(2026, 9, 30)  # after the change of GBZ 188; most rules find somebody on it
Engines = tuple[Frames, Frames]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The same files for DuckDB and for Spark."""
    session = small_session(tmp_path_factory.mktemp("java"))
    duck = everybody(tmp_path_factory.mktemp("everybody"))
    yield duck, Frames(ibis.pyspark.connect(session), duck.folder)
    session.stop()


@pytest.mark.parametrize("name", RULES)
def test_spark_finds_what_duckdb_finds(name: str, engines: Engines) -> None:
    rule = RULES[name]
    duck, spark = engines
    day, expected = DAY, _found(duck, rule, DAY)
    if not expected:
        day, expected = LAST[name], _found(duck, rule, LAST[name])
    assert expected
    assert _found(spark, rule, day) == expected


@pytest.mark.parametrize("name", MANY)
def test_spark_counts_what_duckdb_counts(name: str, engines: Engines, tmp_path: Path) -> None:
    duck = frames(tmp_path, examination=MANY[name])
    spark, day = Frames(engines[1].engine, tmp_path), date(2026, 11, 1)
    assert len(_found(duck, EVERY[name], day)) == 1
    assert _found(spark, EVERY[name], day) == _found(duck, EVERY[name], day)


def _found(tables: Frames, rule: Rule, day: date) -> list[dict[str, Any]]:
    """All rows, in one order; amounts to the cent."""
    rows = rule.find(tables, day, rule).to_pyarrow().to_pylist()
    told = [
        {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()} for row in rows
    ]
    return sorted(told, key=repr)


def test_the_nightly_run_on_spark_raises_the_same(
    engines: Engines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rules are enough to see the path from the snapshot to the findings; all of them are compared above."""
    del engines  # the session that the run finds
    two = {name: RULES[name] for name in ("G03", "G10")}
    monkeypatch.setattr(seeking, "rules", lambda topic: two if topic == "gaps" else {})
    put(store, 1, "diagnosis", worker_id=5, diagnosed_on=date(2026, 3, 1), disease="D1")
    raised = {}
    for engine in ("duckdb", "spark"):
        (ran,) = analyse(store, TESTER, date(2026, 4, 10), ("gaps",), engine)
        raised[engine] = (ran.findings, [asdict(found) for found in current_findings(store, TESTER, "gaps")])
    assert raised["duckdb"][0] == 1
    assert raised["spark"] == raised["duckdb"]
