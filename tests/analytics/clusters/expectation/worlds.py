"""Small provinces whose true rates are known: employers, each with its institution, months, strata, chance of harm."""

import numpy as np
import pandas as pd

from analytics.clusters.harm import STRATUM

COUNTS = ["employer_id", "institution_id", "month", *STRATUM, "examined", "harmed"]
HAZARDS = {"noise": 0.10, "silica": 0.05, "lead": 0.04, "benzene": 0.02}


def people(rng: np.random.Generator, employers: int = 150, institutions: int = 10) -> pd.DataFrame:
    """One row for each worker, with `rate`; an employer has one institution, one or two hazards and a yearly month."""
    sizes = np.minimum(rng.lognormal(3.3, 1.0, employers).astype(int) + 5, 1000)
    who = np.repeat(np.arange(employers), sizes)
    n = len(who)
    pair = rng.integers(0, len(HAZARDS), (employers, 2))
    hazard = np.array(list(HAZARDS))[pair[who, rng.integers(0, 2, n)]]
    age, exposure = rng.integers(2, 6, n), rng.integers(0, 4, n)
    month = rng.integers(0, 12, employers)[who] + 12 * rng.integers(0, 2, n)
    base = np.array([HAZARDS[name] for name in hazard])
    slope = np.where(hazard == "silica", 0.7, 0.35)
    return pd.DataFrame(
        {
            "employer_id": who,
            "institution_id": rng.integers(0, institutions, employers)[who],
            "month": np.datetime64("2025-01", "M") + month,
            "hazard": hazard,
            "sex": rng.choice(["1", "2"], n, p=[0.8, 0.2]),
            "age_band": age,
            "exposure_band": exposure,
            "exam_type": rng.choice(["02", "03"], n, p=[0.85, 0.15]),
            "rate": np.minimum(base * np.exp(slope * (exposure - 1) + 0.2 * (age - 3)), 1.0),
        }
    )


def counted(rng: np.random.Generator, workers: pd.DataFrame) -> pd.DataFrame:
    """COUNTS of workers harmed by their `rate`, and `true`: how many by the column of that name, or by `rate`."""
    true = workers.get("true", workers.rate)
    drawn = workers.assign(examined=1, harmed=(rng.random(len(workers)) < workers.rate).astype(int), true=true)
    return drawn.groupby(COUNTS[:-2], as_index=False)[["examined", "harmed", "true"]].sum()


def raised(workers: pd.DataFrame, hit: "pd.Series[bool]", times: float) -> pd.DataFrame:
    """The rate of those `hit` multiplied; `true` stays what it was."""
    return workers.assign(true=workers.rate, rate=workers.rate.where(~hit, np.minimum(workers.rate * times, 1)))
