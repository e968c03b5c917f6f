"""Runs `ohub` as a process of its own on a test's store, and kills it without warning."""

import itertools
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess

from hub.cli import main
from hub.cli.app import COMMANDS
from hub.db import Store


def environment(store: Store) -> dict[str, str]:
    """The environment in which `ohub` works on `store`."""
    settings = store.settings
    return {
        **os.environ,
        "OHUB_DATA_DIR": str(settings.data_dir),
        "OHUB_DATABASE_URL": settings.database_url,
        "OHUB_APP_DATABASE_URL": settings.app_database_url,
    }


def start(store: Store, *arguments: str) -> subprocess.Popen[bytes]:
    """`ohub` with these arguments, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", "from hub.cli import main; main()", *arguments],
        env=environment(store),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run(store: Store, *arguments: str) -> float:
    """Run to the end, which must be a good one. Returns the seconds it took."""
    with _forked(store, *arguments) as process:
        begun = time.perf_counter()
        process.join(timeout=120)
        assert process.exitcode == 0
        return time.perf_counter() - begun


def kill_at(store: Store, seconds: float, *arguments: str) -> bool:
    """Start it and kill it with signal 9 after `seconds`. Returns whether it was still running."""
    with _forked(store, *arguments) as process:
        process.join(timeout=seconds)
        process.kill()
        process.join()
        return process.exitcode == -signal.SIGKILL


@contextmanager
def _forked(store: Store, *arguments: str) -> Iterator[ForkServerProcess]:
    """`ohub` as a child of a process that has imported everything: a kill hits the work, not the start of Python."""
    process = _forking().Process(target=_ohub, args=(environment(store), arguments))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


@cache
def _forking() -> ForkServerContext:
    """It has imported everything before it is asked for anything: no run is taken for longer than it is."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([f"hub.cli.{name}" for name in COMMANDS])
    ready = forking.Process(target=int)
    ready.start()
    ready.join()
    ready.close()
    return forking


def _ohub(settings: dict[str, str], arguments: tuple[str, ...]) -> None:
    os.environ.update(settings)
    sys.argv = ["ohub", *arguments]
    main()


def kill_again_and_again(new_store: Callable[[], Store], kills: int, whole: float, *arguments: str) -> list[Store]:
    """Run and kill until `kills` of them hit, at moments spread over the `whole` time of a run; then run to the end.

    A run that was done before its moment came ends its store: the next one begins another. Gives all stores.
    """
    stores, hits = [new_store()], 0
    for moment in itertools.cycle(moments(kills, whole, seed=1)):
        if hits == kills:
            break
        if kill_at(stores[-1], moment, *arguments):
            hits += 1
        else:
            stores.append(new_store())
    run(stores[-1], *arguments)
    return stores


def moments(count: int, latest: float, seed: int) -> list[float]:
    """`count` moments spread over the time a run takes, jittered: every stage of the work is hit."""
    chance = random.Random(seed)
    return [latest * (n + chance.random()) / count for n in range(count)]
