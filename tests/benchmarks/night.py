"""A night over the province: every layer of the nightly look for clusters, over a million examinations."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import ibis
import orjson

from analytics.clusters.nightly import watch
from analytics.frames import Frames
from hub.surveillance.parquet import MEMORY
from tests.benchmarks import million
from tests.memory import peak_mib

LIVES = int(os.environ.get("OHUB_BENCH_NIGHT_LIVES", "100000"))  # with ten examinations each
TODAY = date(2026, 11, 15)
THREADS = 2


def over_a_million_examinations() -> dict[str, Any]:
    """Wanted: at most 300 s. Writing the snapshot does not count."""
    with TemporaryDirectory() as folder:
        million.write(Path(folder), LIVES)
        ran = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.night", folder], capture_output=True, text=True, check=True
        )
    run: dict[str, Any] = orjson.loads(ran.stdout)
    return run


def _run(folder: Path) -> dict[str, Any]:
    engine = ibis.duckdb.connect(memory_limit=MEMORY, threads=THREADS, temp_directory=str(folder / "spill"))
    begun = perf_counter()
    night = watch(Frames(engine, folder), TODAY)
    return {
        "name": "a night over the province",
        "n": 10 * LIVES,
        "ours_s": round(perf_counter() - begun, 3),
        "peak_mib": peak_mib(),
        "streams": night.budget.streams,
        "alarms": len(night.alarms),
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(_run(Path(sys.argv[1]))))
