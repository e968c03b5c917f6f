"""Times two ways of doing the same work in turns, so that a slow moment of the machine hits both."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.memory import forget_peak, peak_mib

Work = Callable[[int], object]
TURNS, LONG_TURNS, LONG = 5, 3, 20.0


def pair(name: str, n: int, ours: Work, peer_name: str, peer: Work) -> dict[str, Any]:
    """One line of bench.json. Both get the number of the turn; the median of 5 turns counts, of 3 where one is long."""
    times: tuple[list[float], list[float]] = ([], [])
    peak = 0.0
    while len(times[0]) < (LONG_TURNS if max(*times[0], *times[1], 0.0, 0.0) > LONG else TURNS):
        forget_peak()
        times[0].append(_timed(ours, len(times[0])))
        peak = max(peak, peak_mib())
        times[1].append(_timed(peer, len(times[1])))
    ours_s, peer_s = (statistics.median(taken) for taken in times)
    return {
        "name": name,
        "n": n,
        "ours_s": round(ours_s, 4),
        "peer": peer_name,
        "peer_s": round(peer_s, 4),
        "ratio": round(peer_s / ours_s, 3),
        "peak_mib": peak,
    }


def _timed(work: Work, turn: int) -> float:
    gc.collect()  # each pays for its own garbage only
    start = time.perf_counter()
    work(turn)
    return time.perf_counter() - start
