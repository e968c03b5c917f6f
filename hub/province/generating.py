"""Generates a whole province into a folder, its blocks side by side on the processors there are."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hub.province.calibration import TARGETS, measure
from hub.province.making import blocks, make_block
from hub.province.writing import Files


@dataclass(frozen=True)
class Made:
    """What was made: people, records of each document, planted clusters, and the calibration of the first block."""

    workers: int
    records: dict[str, int]
    clusters: int
    calibration: list[dict[str, Any]]


def generate(workers: int, seed: int, out: Path, progress: Callable[[int], None] = lambda _: None) -> Made:
    """Write the province of that seed into `out`. The same arguments write the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    records: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    ill = clusters = done = 0
    processes = min(os.cpu_count() or 1, len(blocks(workers)))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for made in pool.map(_make, [(seed, number, size, out) for number, size in blocks(workers)]):
            records.update(made["records"])
            figures.update({name: figure * made["ill"] for name, figure in made["figures"].items()})
            ill, clusters, done = ill + made["ill"], clusters + made["clusters"], done + made["size"]
            progress(done)
    return Made(workers, dict(records), clusters, [_calibrated(figures, ill, n) for n in range(len(TARGETS))])


def _make(work: tuple[int, int, int, Path]) -> dict[str, Any]:
    """One block, in a process of its own."""
    seed, number, size, out = work
    block = make_block(seed, number, size)
    written = Files(out, block).write()
    ill = sum(not illness.planted for life in block.lives for illness in life.illnesses)
    return {
        "records": written,
        "figures": measure(block.lives, block.visits),
        "ill": ill,
        "clusters": len(block.clusters),
        "size": size,
    }


def _calibrated(figures: Counter[str], ill: int, n: int) -> dict[str, Any]:
    """One figure of ours, the mean of all blocks by their cases, beside the published one."""
    target = TARGETS[n]
    ours = figures[target.name] / ill if ill else 0.0
    return {"figure": target.name, "published": target.published, "ours": round(ours, 3),
            "within": target.low <= ours <= target.high, "source": target.source}  # fmt: skip
