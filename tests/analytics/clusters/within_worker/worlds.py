"""Audiograms of an invented district: noise employers of all sizes, tested once a year if at all."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FREQUENCIES = np.array([0.5, 1, 2, 3, 4, 6])  # kHz
SHIFTED = np.array([0.4, 0.6, 1, 1, 1, 1])  # of a growing shift, by frequency
RETEST = 5.0  # dB, of one threshold
BEGIN = pd.Timestamp("2020-01-01")


@dataclass(frozen=True)
class District:
    """`ill`: an employer where a share of the staff lose 8 dB a year from `ill_from` (months from BEGIN) on."""

    seed: int
    employers: int = 40
    months: int = 60
    uptake: float = 0.75
    ill: int | None = None
    ill_from: int = 24
    ill_share: float = 0.6
    staff: dict[int, int] = field(default_factory=dict)

    def audiograms(self) -> pd.DataFrame:
        """worker, employer, post, month, day, age, sex, exposure_years, institution, value (2, 3, 4 kHz), deaf, ill."""
        random = np.random.default_rng(self.seed)
        tests = self._tests(random, self._workers(random))
        levels = tests.own.to_numpy()[:, None] + 0.002 * (tests.age.to_numpy()[:, None] - 18) ** 2 * FREQUENCIES
        ill_years = np.where(tests.ill, (tests.month - self.ill_from).clip(lower=0) / 12, 0)
        levels = levels + 8 * ill_years[:, None] * SHIFTED
        ears = levels[:, None, :] + random.normal(0, RETEST, (len(tests), 2, len(FREQUENCIES)))
        ears = 5 * np.round(np.maximum(ears, -5) / 5)
        return tests.assign(value=ears[:, :, 2:5].mean(axis=(1, 2)), deaf=deaf(ears)).drop(columns=["own"])

    def _workers(self, random: np.random.Generator) -> pd.DataFrame:
        sizes = [self.staff.get(n, int(random.lognormal(2.7, 0.8)) + 3) for n in range(self.employers)]
        employer = np.repeat(np.arange(self.employers), sizes)
        count = len(employer)
        return pd.DataFrame(
            {
                "worker": np.arange(count),
                "employer": employer,
                "post": random.integers(0, 3, count),
                "sex": random.choice([1, 2], count, p=[0.8, 0.2]),
                "born_age": random.uniform(20, 52, count),
                "exposure_years": random.uniform(0, 15, count),
                "institution": employer % 5,
                "own": random.normal(8, 5, count),
                "ill": (employer == self.ill) & (random.random(count) < self.ill_share),
                "due": random.integers(0, 12, count),
            }
        )

    def _tests(self, random: np.random.Generator, workers: pd.DataFrame) -> pd.DataFrame:
        years = np.arange(self.months // 12)
        tests = workers.loc[np.repeat(workers.index, len(years))].reset_index(drop=True)
        tests["month"] = tests.due + 12 * np.tile(years, len(workers))
        tests = tests[random.random(len(tests)) < self.uptake].reset_index(drop=True)
        tests["day"] = BEGIN + pd.to_timedelta((tests.month * 30.44).astype(int), unit="D")
        return tests.assign(age=tests.born_age + tests.month / 12).drop(columns=["born_age", "due"])


def deaf(ears: np.ndarray) -> np.ndarray:
    """Suspected by GBZ 49: both ears' mean at 3, 4, 6 kHz from 40 dB, better ear's weighted threshold from 26 dB."""
    high = ears[:, :, 3:].mean(axis=(1, 2))
    weighted = 0.9 * ears[:, :, :3].mean(axis=2) + 0.1 * ears[:, :, 4]
    return (high >= 40) & (weighted.min(axis=1) >= 26)
