"""Monthly pasts of made provinces: employers and their batches differ, and nothing is new or a rate rose."""

from datetime import date
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pandas as pd

from analytics.clusters.layers.layer import Window
from analytics.clusters.layers.monthly import MONTHS, Monthly
from analytics.frames import Frames

LAST = date(2026, 9, 30)
WINDOW = Window(date(2024, 10, 31), date(2026, 10, 31), 3, 2.0)
HAZARDS = {"1038": 0.05, "1021": 0.04, "3008": 0.10, "2013": 0.02}
LARGE = 100  # staff that is examined every year
INDUSTRIES = ["3391", "3393", "0610", "1959", "2641"]
EMPLOYER = ["employer_id", "division_code", "industry_code", "economic_type", "size"]


def employers(random: np.random.Generator, number: int) -> pd.DataFrame:
    """The register, and of each its hazard, the season of its yearly batch, its staff and its usual rate."""
    city, county = random.integers(1, 9, number), random.integers(1, 6, number)
    hazard = random.choice(list(HAZARDS), number)
    return pd.DataFrame(
        {
            "employer_id": np.arange(number),
            "division_code": [f"37{a:02d}{b:02d}" for a, b in zip(city, county, strict=True)],
            "industry_code": random.choice(INDUSTRIES, number),
            "economic_type": random.choice(["110", "159", "310"], number),
            "size": random.choice(["02", "03", "04"], number),
            "hazard": hazard,
            "season": random.integers(0, 12, number),
            "staff": np.minimum(random.lognormal(3.0, 1.0, number) + 5, 600).astype(int),
            "rate": np.array([HAZARDS[each] for each in hazard]) * random.lognormal(-0.15, 0.55, number),
        }
    )


def past(random: np.random.Generator, told: pd.DataFrame, spread: float, rise: object = 1.0) -> Monthly:
    """A batch a year, in one month or two, some of small employers left out; the rate of a batch has the variance
    `spread` over its mean squared, and in the last twelve months is `rise` (of each employer, or one) times as high."""
    rows = told.assign(rise=rise).merge(pd.DataFrame({"year": range(MONTHS // 12)}), how="cross")
    rows = rows[(random.random(len(rows)) < 0.8) | (rows.staff >= LARGE)]
    batch = random.gamma(1 / spread, spread, len(rows)) if spread else np.ones(len(rows))
    mean = rows.rate * batch * np.where(rows.year == 0, rows.rise, 1.0)
    halves = random.random(len(rows)) < 0.3
    parts = []
    for later in (0, 1):
        staff = np.where(halves, rows.staff // 2, rows.staff * (1 - later))
        ago = np.minimum(rows.year * 12 + rows.season + later, MONTHS - 1)
        parts.append(rows.assign(ago=ago, expected=staff.astype(float), harmed=random.poisson(staff * mean)))
    cells = pd.concat(parts)[lambda of: of.expected > 0]
    sums = cells.groupby(["employer_id", "hazard", "ago"], as_index=False)[["harmed", "expected"]].sum()
    return Monthly(LAST, sums.assign(steady=sums.expected))


def registered(folder: Path, told: pd.DataFrame) -> Frames:
    """The register of employers as the snapshot has it."""
    with duckdb.connect() as duck:
        duck.register("register", told[EMPLOYER])
        duck.execute(f"copy (select * from register) to '{folder}/employer.parquet' (format parquet)")
    return Frames(ibis.duckdb.connect(), folder)
