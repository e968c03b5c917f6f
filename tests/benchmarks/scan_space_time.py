"""Space-time scans against a careful textbook in numpy, and how many times faster they are than SaTScan was here."""

from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.chance import Chance
from analytics.clusters.scan.cylinders import spans
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.windows import Places, Settings
from tests.benchmarks import timing

MONTHS, YEAR, REPLICATES = 60, 0.2, 999
SITES = {True: (3_000, 15_000), False: (1_000, 5_000)}  # sites and cases, prospective or not
SATSCAN_S = {True: 191.0, False: 400.0}  # SaTScan 10.3.2, two threads; it was stopped at 400 s in the retrospective one
STREAMS, STREAM_S, ALARM = 600, 14.5, 0.05  # streams of a night, what SaTScan took for one; nothing is in any of them
SHARE, DRAWN = 500, 111  # the textbook is timed on one centre of so many, with a ninth of the replicates
PART = SHARE * REPLICATES // DRAWN


def against_textbook() -> list[dict[str, Any]]:
    """Wanted: prospective 3,000 x 60 months 40 times SaTScan, retrospective 1,000 x 60 a fortieth of its 400 s."""
    return [_line(prospective) for prospective in (True, False)]


def world(sites: int, cases: int) -> tuple[Places, NDArray[np.int64], NDArray[np.float64]]:
    """Sites at random, as many people in each month by a lognormal law, and cases among them by chance."""
    random = np.random.default_rng(1)
    places, people = Places(random.random(sites), random.random(sites)), np.rint(random.lognormal(8, 1, sites)) + 1
    expected = np.repeat(people[:, None], MONTHS, axis=1)
    counts = random.multinomial(cases, (expected / expected.sum()).ravel()).reshape(expected.shape)
    return places, counts, expected


def the_night() -> dict[str, Any]:
    """Wanted: prospective scans of 600 streams over one geography in 60 s, the null fitted among them."""
    places, _, expected = world(1_000, 1)
    random = np.random.default_rng(2)
    sizes, share = random.integers(20, 4_000, STREAMS), (expected / expected.sum()).ravel()
    streams = (random.multinomial(size, share).reshape(expected.shape) for size in sizes)
    settings = Settings(max_duration=YEAR, replicates=REPLICATES)
    Chance.of(places, expected, Settings(max_duration=YEAR, replicates=9), 10)  # compiled before the clock starts
    start = perf_counter()
    kept = Chance.of(places, expected, settings, int(sizes.max()))
    alarms = sum(kept.scan(stream).clusters[0].p_value <= ALARM for stream in streams)
    took = perf_counter() - start
    line = {"name": "a night of streams", "n": STREAMS, "ours_s": round(took, 4), "alarms": alarms}
    return {**line, "peer": "SaTScan", "peer_s": STREAM_S * STREAMS, "ratio": round(STREAM_S * STREAMS / took, 1)}


def _line(prospective: bool) -> dict[str, Any]:
    told, settings = world(*SITES[prospective]), Settings(max_duration=YEAR, replicates=REPLICATES)
    line = timing.pair(
        f"{'prospective' if prospective else 'retrospective'} space-time scan",
        len(told[1]),
        lambda _: scan_space_time(*told, settings, prospective=prospective),
        f"numpy textbook, a {PART}th",
        lambda turn: textbook(*told, prospective, turn),
    )
    return {**line, "ratio": line["ratio"] * PART, "satscan": round(SATSCAN_S[prospective] / line["ours_s"], 1)}


def textbook(
    places: Places, cases: NDArray[np.int64], people: NDArray[np.float64], prospective: bool, seed: int
) -> NDArray[np.float64]:
    """Maxima over one centre in SHARE: for each run of months, sums over growing circles for all replicates at once."""
    total, random = cases.sum(), np.random.default_rng(seed)
    expected = people * (total / people.sum())
    counts = random.multinomial(total, (expected / total).ravel(), DRAWN).T.reshape(*cases.shape, DRAWN)
    best = np.zeros(DRAWN)
    for centre in range(0, len(cases), SHARE):
        near = np.argsort((places.x - places.x[centre]) ** 2 + (places.y - places.y[centre]) ** 2)
        near = near[np.cumsum(expected[near].sum(axis=1)) <= total / 2]
        for first, last, _ in spans(MONTHS, YEAR, prospective):
            of = np.cumsum(expected[near, first : last + 1].sum(axis=1))[:, None]
            inside = np.cumsum(counts[near, first : last + 1].sum(axis=1), axis=0)
            ratio = inside * np.log(np.maximum(inside, 1) / of)
            ratio += (total - inside) * np.log(np.maximum(total - inside, 1) / (total - of))
            np.maximum(best, np.where(inside > of, ratio, 0.0).max(axis=0, initial=0.0), out=best)
    return best
