"""Runs the benchmarks named on the command line, or all of them, and writes bench.json."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from tests.benchmarks import (
    accuracy,
    bulk,
    door,
    entitlements,
    expectation,
    fence,
    importing,
    night,
    pages,
    protecting,
    rules,
    scan_circular,
    scan_space_time,
    series,
    shrinkage,
    subsets,
    tallies,
    trees,
    within_worker,
)

BENCHMARKS: dict[str, Callable[[], Any]] = {
    "bulk": bulk.against_copy,
    "bulk-memory": bulk.memory,
    "iteration": importing.against_iteration,
    "obvious": importing.against_obvious_script,
    "scale": importing.with_many_stored,
    "memory": importing.memory,
    "cities": protecting.cities,
    "counties": protecting.counties,
    "second-month": protecting.second_month,
    "door": door.costs,
    "entitlements": entitlements.against_openfisca,
    "fence": fence.against_filter_by_hand,
    "rules": rules.over_a_million,
    "accuracy": accuracy.of_gaps,
    "shrinkage": shrinkage.against_textbook,
    "subsets": subsets.against_random_restarts,
    "scan": scan_circular.against_textbook,
    "scan-space-time": scan_space_time.against_textbook,
    "scan-night": scan_space_time.the_night,
    "night": night.over_a_million_examinations,
    "tallies": tallies.against_records,
    "tallies-cost": tallies.cost_of_a_batch,
    "pages": pages.fifty_users,
    "trees": trees.scans,
    "series": series.against_textbook,
    "expectation": expectation.against_rows,
    "within-worker": within_worker.against_textbook,
}


def main(names: list[str]) -> None:
    console = Console(stderr=True)
    results: list[dict[str, Any]] = []
    for name in names or BENCHMARKS:
        console.print(f"bench {name} …")
        found = BENCHMARKS[name]()
        results += found if isinstance(found, list) else [found]
        console.print(found)
    Path("bench.json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2) + b"\n")


main(sys.argv[1:])
