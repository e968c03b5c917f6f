"""Runs the benchmarks named on the command line, or all of them, and writes bench.json."""

import sys
from pathlib import Path

import orjson
from rich.console import Console

from tests.benchmarks import importing

BENCHMARKS = {
    "iteration": importing.against_iteration,
    "obvious": importing.against_obvious_script,
    "scale": importing.with_many_stored,
    "memory": importing.memory,
}


def main(names: list[str]) -> None:
    console = Console(stderr=True)
    results = []
    for name in names or BENCHMARKS:
        console.print(f"bench {name} …")
        results.append(BENCHMARKS[name]())
        console.print(results[-1])
    Path("bench.json").write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2) + b"\n")


main(sys.argv[1:])
