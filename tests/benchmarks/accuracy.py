"""How well the gaps are found: generated provinces are taken in and analysed as in service, and held against the truth.

No time is measured, so the server need not wait for the disk. Wanted: recall 1 of every rule, precision at least 0.99.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from analytics.rules import rules
from hub.cli.pull import pull_feeds
from hub.db import Store
from hub.embedded import EmbeddedServer
from hub.partners import start_partners
from hub.province.generating import generate
from hub.province.people import TODAY
from hub.security.actor import operator
from hub.surveillance.analyse import analyse
from tests.databases import Template, hurry, quick_folder
from tests.spec.comparing import found_gaps, true_gaps

SEEDS = [int(seed) for seed in os.environ.get("OHUB_BENCH_SEEDS", "1 2 3 4 5").split()]
WORKERS = int(os.environ.get("OHUB_BENCH_WORKERS", "5000"))
AT_ONCE = 2
ALL = "all"


@dataclass(frozen=True)
class Score:
    """Of one rule: gaps in the truth, those of them planted, findings, gaps not found, findings not in the truth."""

    true: int = 0
    planted: int = 0
    found: int = 0
    missed: int = 0
    false: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(one + two for one, two in zip(self.numbers(), other.numbers(), strict=True)))

    def numbers(self) -> tuple[int, ...]:
        return self.true, self.planted, self.found, self.missed, self.false

    @property
    def recall(self) -> float:
        return 1 - self.missed / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        return 1 - self.false / self.found if self.found else 1.0


def of_gaps() -> dict[str, Any]:
    """Every rule of gaps on provinces of several seeds, by rule, person and due date."""
    processes = min(AT_ONCE, os.cpu_count() or 1, len(SEEDS))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        scores = dict(zip(map(str, SEEDS), pool.map(score, SEEDS), strict=True))
    scores[ALL] = {rule: sum((each[rule] for each in scores.values()), Score()) for rule in rules("gaps")}
    for seed, by_rule in scores.items():
        _print(seed, by_rule)
    whole = scores[ALL]
    every = sum(whole.values(), Score())
    return {"name": "accuracy of the gaps, against the truth", "n": WORKERS * len(SEEDS), "ours_s": None,
            "peer": None, "peer_s": None, "ratio": None, "peak_mib": None, "recall": round(every.recall, 4),
            "precision": round(every.precision, 4), "lowest_recall": min(each.recall for each in whole.values()),
            "rules": {rule: each.numbers() for rule, each in whole.items()}}  # fmt: skip


def score(seed: int) -> dict[str, Score]:
    """The scores of the rules on the province of that seed."""
    with _store() as store:
        province = store.settings.home / "province"
        generate(WORKERS, seed, province)
        with start_partners(province, seed=seed) as feeds:
            for _ in pull_feeds(store, feeds):
                pass
        analyse(store, operator(), TODAY, only=("linkage", "gaps"))
        true, found = true_gaps(province), found_gaps(store, province)
    return {rule: _score(rule, true, Counter(found)) for rule in rules("gaps")}


def _score(rule: str, true: dict[Any, bool], found: Counter[Any]) -> Score:
    """A gap found twice, of workers not known to be one person, is once false."""
    wanted = {gap for gap in true if gap[0] == rule}
    seen = {gap: times for gap, times in found.items() if gap[0] == rule}
    return Score(
        true=len(wanted),
        planted=sum(true[gap] for gap in wanted),
        found=sum(seen.values()),
        missed=len(wanted - set(seen)),
        false=sum(seen.values()) - len(wanted & set(seen)),
    )


@contextmanager
def _store() -> Iterator[Store]:
    """An empty store on a server of its own."""
    with TemporaryDirectory() as name, quick_folder(Path(name)) as home:
        server = EmbeddedServer(home)
        hurry(server.url())
        store = Template.make(server.url(), home).copy(home)
        try:
            yield store
        finally:
            store.close()
            server.leave()


def _print(seed: str, scores: dict[str, Score]) -> None:
    table = Table("rule", "planted", "true", "found", "missed", "false", "recall", "precision", title=f"seed {seed}")
    for rule, each in [*scores.items(), (ALL, sum(scores.values(), Score()))]:
        counts = (each.planted, each.true, each.found, each.missed, each.false)
        table.add_row(rule, *map(str, counts), f"{each.recall:.3f}", f"{each.precision:.3f}")
    Console(stderr=True).print(table)
