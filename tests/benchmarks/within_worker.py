"""Within-worker early warning over a million tests, and how often chance alone alarms."""

from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.within_worker.changes import changes
from analytics.clusters.within_worker.excess import excess
from analytics.clusters.within_worker.likeness import compared
from analytics.clusters.within_worker.markers import BY_NAME
from tests.benchmarks import timing

HEARING = BY_NAME["hearing_2_3_4_khz"]
FIRST, LAST = pd.Timestamp("2024-11-01"), pd.Timestamp("2026-11-01")
TESTS_EACH, STAFF = 4, 50
LOOPED = 5_000  # workers: a loop over all of them takes minutes


def audiograms(workers: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    worker = np.repeat(np.arange(workers), TESTS_EACH)
    days = np.tile(np.arange(TESTS_EACH), workers) * 365 + random.integers(0, 200, len(worker))
    own, age = random.normal(12, 6, workers), random.uniform(20, 58, workers)
    return pd.DataFrame(
        {
            "worker": worker, "employer": worker // STAFF, "post": worker % 3, "institution": worker // STAFF % 20,
            "day": pd.Timestamp("2022-11-01") + pd.to_timedelta(days, unit="D"), "age": age[worker],
            "sex": worker % 2 + 1, "exposure_years": age[worker] - 19, "value": random.normal(own[worker], 3),
        }
    )  # fmt: skip


def warned(tests: pd.DataFrame) -> pd.DataFrame:
    return excess(compared(changes(tests, HEARING, FIRST.date(), LAST.date())))


def against_loop() -> list[dict[str, Any]]:
    """A loop over workers for their changes alone, which is what is usual; then a million tests to the end."""
    some, million = audiograms(LOOPED, 1), audiograms(1_000_000 // TESTS_EACH, 1)
    ours = timing.pair(
        "within-worker changes", len(some), lambda _: changes(some, HEARING, FIRST.date(), LAST.date()),
        "a loop over workers", lambda _: loop(some),
    )  # fmt: skip
    whole = timing.pair("within-worker warnings", len(million), lambda _: warned(million), "none", lambda _: None)
    return [ours, {**whole, "peer": None, "peer_s": None, "ratio": None}]


def loop(tests: pd.DataFrame) -> list[float]:
    told = []
    for _, rows in tests.groupby(["worker", "employer"]):
        ordered = rows.sort_values("day")
        last = ordered[(ordered.day > FIRST) & (ordered.day <= LAST)].tail(1)
        if len(last) and (last.day.iloc[0] - ordered.day.iloc[0]).days >= 180:
            told.append(float(last.value.iloc[0] - ordered.value.iloc[0]))
    return told
