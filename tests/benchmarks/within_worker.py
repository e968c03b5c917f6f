"""Within-worker early warning over a million tests, against a careful textbook in pandas and numpy."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analytics.clusters.within_worker.changes import APART_DAYS, BASELINE_YEARS, changes
from analytics.clusters.within_worker.excess import excess
from analytics.clusters.within_worker.likeness import BANDS, WORST, YEAR_BANDS, compared
from analytics.clusters.within_worker.markers import BY_NAME
from analytics.clusters.within_worker.nodes import LEAST_WORKERS
from tests.benchmarks import timing

HEARING = BY_NAME["hearing_2_3_4_khz"]
FIRST, LAST = pd.Timestamp("2024-11-01"), pd.Timestamp("2026-11-01")
TESTS_EACH, STAFF, REPLICATES = 4, 50, 199
LEAST = 10.0  # dB, of a change that counts


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
    return excess(compared(changes(tests, HEARING, FIRST.date(), LAST.date())), REPLICATES)


def against_textbook() -> list[dict[str, Any]]:
    """The changes alone, then all to the end; `apart` is the largest difference of a change, and of an LLR."""
    million = audiograms(1_000_000 // TESTS_EACH, 1)
    lines = [
        timing.pair(
            "within-worker changes", len(million),
            lambda _: changes(million, HEARING, FIRST.date(), LAST.date()),
            "pandas, by groups", lambda _: textbook_changes(million),
        ),
        timing.pair(
            "within-worker warnings", len(million), lambda _: warned(million),
            "pandas and numpy, textbook", lambda turn: textbook_warned(million, turn),
        ),
    ]  # fmt: skip
    both = changes(million, HEARING, FIRST.date(), LAST.date()), textbook_changes(million)
    ours, plain = warned(million).llr, textbook_warned(million, 1).llr
    differences = [(np.sort(a) - np.sort(b)) for a, b in ((both[0].change, both[1].change), (ours, plain))]
    return [{**line, "apart": float(np.abs(each).max())} for line, each in zip(lines, differences, strict=True)]


def textbook_changes(tests: pd.DataFrame) -> pd.DataFrame:
    """The last test of each job against the first, where it is of the window and half a year later."""
    known = tests[(tests.day <= LAST) & (tests.day > LAST - pd.Timedelta(days=BASELINE_YEARS * 365.25))]
    ordered = known.sort_values(["worker", "employer", "day"])
    jobs = ordered.groupby(["worker", "employer"], as_index=False)
    first, last, before = jobs.first(), jobs.last(), jobs.nth(-2)
    found = last.assign(baseline=first.value, baseline_day=first.day, change=last.value - first.value)
    found = found.merge(
        before[["worker", "employer", "value"]], "left", ["worker", "employer"], suffixes=("", "_before")
    )
    found = found.assign(
        years=(found.day - found.baseline_day).dt.days / 365.25,
        changed=found.change >= LEAST,
        confirmed=(found.change >= LEAST) & (found.value_before - found.baseline >= LEAST),
    )
    return found[(found.day > FIRST) & ((found.day - found.baseline_day).dt.days >= APART_DAYS)]


def textbook_warned(tests: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The LLR of each employer and post with three workers, its p from the maxima of shuffled scores."""
    found = textbook_scores(textbook_changes(tests)).reset_index(drop=True)
    whole = found.groupby("employer").ngroup().to_numpy()
    part = found.groupby(["employer", "post"]).ngroup().to_numpy()
    groups = [(group, size) for group in (whole, part) for size in (np.bincount(group),)]
    random, scores = np.random.default_rng(seed), found.score.to_numpy()
    maxima = [textbook_ratios(groups, random.permutation(scores)).max() for _ in range(REPLICATES)]
    llr = textbook_ratios(groups, scores)
    return pd.DataFrame({"llr": llr, "p": (1 + (np.array(maxima) >= llr[:, None]).sum(axis=1)) / (REPLICATES + 1)})


def textbook_ratios(groups: list[tuple[np.ndarray, np.ndarray]], scores: np.ndarray) -> np.ndarray:
    """Of the normal model: (N / 2) ln of the sum of squares around one mean over that around two."""
    n, centred = len(scores), scores - scores.mean()
    total, ratios = (centred**2).sum(), []
    for group, size in groups:
        above = np.bincount(group, centred)
        within = total - above**2 * n / (size * (n - size))
        ratio = np.where(above > 0, n / 2 * np.log(total / within), 0.0)
        ratios.append(ratio[size >= LEAST_WORKERS])
    return np.concatenate(ratios)


def textbook_scores(found: pd.DataFrame) -> pd.DataFrame:
    """Regressed on what changes it, the institution's shift taken off, ranked among those alike, and what is usual."""
    numbers = pd.DataFrame(
        {
            "b": found.baseline,
            "y": found.years,
            "a": found.age,
            "e": np.log1p(found.exposure_years),
            "s": found.sex == 2,
        }
    ).astype(float)
    z = (numbers - numbers.mean()) / numbers.std(ddof=0)
    terms = [z.b**0, z.b, z.b**2, z.y, z.b * z.y, z.a, z.a**2, z.a * z.y, z.s, z.e, z.e * z.y]
    design = np.column_stack(terms)
    usual = pd.Series(design @ np.linalg.lstsq(design, found.change, rcond=None)[0], found.index)
    told = found.assign(residual=found.change - usual)
    told["residual"] -= _shift(told)
    span = np.digitize(found.years, YEAR_BANDS, right=True)
    told["stratum"] = pd.qcut(usual, BANDS, labels=False) * 10 + span
    alike = told.groupby("stratum").residual
    told["score"] = stats.norm.ppf((alike.rank() - 3 / 8) / (alike.transform("size") + 1 / 4))
    told["worse"] = told.score > stats.norm.ppf(1 - WORST)
    for name in ("worse", "changed"):
        told[f"{name}_expected"] = _rate_elsewhere(told, name)
    return told


def _shift(told: pd.DataFrame) -> pd.Series:
    by, own = told.groupby("institution").residual, told.groupby(["institution", "employer"]).residual
    others = by.transform("sum") - own.transform("sum"), by.transform("size") - own.transform("size")
    within = told.residual.var(ddof=0)
    between = max(by.mean().var(ddof=0) - (within / by.size()).mean(), 0.0)
    return between * others[0] / (between * others[1] + within)


def _rate_elsewhere(told: pd.DataFrame, name: str) -> pd.Series:
    by, own = told.groupby("stratum")[name], told.groupby(["stratum", "employer"])[name]
    summed = by.transform("sum") - own.transform("sum")
    return (summed + told[name].mean()) / (by.transform("size") - own.transform("size") + 1)
