"""Every rule of every topic finds the same on Spark as on DuckDB, over everybody of the rules' own cases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
import pytest
from pyspark.sql import SparkSession

from analytics.frames import Frames
from analytics.rules import rules
from analytics.rules.base import Rule
from tests.analytics.spark.everybody import everybody, last_days
from tests.analytics.spark.java import provide_java

pytestmark = [
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:::pyspark", "ignore:unclosed <socket:ResourceWarning"),  # py4j leaves them
]
RULES = {name: rule for topic in ("gaps", "quality", "compliance") for name, rule in rules(topic).items()}
LAST = last_days()
DAY = date(2026, 9, 30)  # after the change of GBZ 188; most rules find somebody on it
SMALL = {
    "spark.master": "local[2]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # a short life on two cores
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # over a few rows compiling costs more than it saves
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
Engines = tuple[Frames, Frames]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The same files for DuckDB and for Spark."""
    provide_java(tmp_path_factory.mktemp("java"))
    builder = SparkSession.builder
    for name, value in SMALL.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
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


def _found(tables: Frames, rule: Rule, day: date) -> list[dict[str, Any]]:
    """All rows, in one order; amounts to the cent."""
    rows = rule.find(tables, day, rule).to_pyarrow().to_pylist()
    told = [
        {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()} for row in rows
    ]
    return sorted(told, key=repr)
