"""Protects tables within a bound of time: in a process of its own, which is ended when it takes too long.

The solver cannot be interrupted from within. What cannot be protected in time is published coarser, never unprotected.
"""

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from analytics.disclosure import DisclosureError, Layout, publish
from analytics.disclosure.layouts import Record
from hub.errors import HubError
from hub.publishing.layouts import Stages, attempts

SECONDS = 60.0  # for one attempt; of a kind of atom there are at most nine


@dataclass(frozen=True)
class Task:
    """Tables to protect. `before`: the entries of all that was published over the same atoms."""

    atoms: pd.DataFrame
    layouts: Sequence[Layout]
    threshold: int
    before: Record


def protect_within(task: Task, seconds: float = SECONDS) -> Record:
    """The entries that may be published, of the first attempt that succeeds; the tables that are missing were given up.

    Nothing at all may be left. `seconds` is for each attempt. Raises HubError where earlier tables and counts disagree.
    """
    if task.atoms.empty:
        return protect_stages(task, (tuple(task.layouts),)) or []
    for stages in attempts(task.layouts):
        if (record := _tried(task, stages, seconds)) is not None:
            return record
    return []


def _tried(task: Task, stages: Stages, seconds: float) -> Record | None:
    """None if it takes too long, dies for want of memory, or a table cannot be protected."""
    apart = multiprocessing.get_context("spawn")
    receiving, sending = apart.Pipe(duplex=False)
    process = apart.Process(target=_work, args=(sending, task, stages), daemon=True)
    process.start()
    sending.close()
    try:
        answer = receiving.recv() if receiving.poll(seconds) else None
    except EOFError:
        answer = None
    finally:
        process.kill()
        process.join()
        receiving.close()
    return _opened(answer)


def _opened(answer: Any) -> Record | None:
    if isinstance(answer, tuple):
        raise HubError(*answer)
    record: Record | None = answer
    return record


def _work(sending: Pipe, task: Task, stages: Stages) -> None:
    """In the other process: the record, None, or the two sentences of a refusal."""
    try:
        sending.send(protect_stages(task, stages))
    except DisclosureError as refusal:
        sending.send((refusal.zh, refusal.en))


def protect_stages(task: Task, stages: Stages) -> Record | None:
    """The entries of all stages, each protected given those before; None if a table had to be withheld."""
    record: Record = []
    for stage in stages:
        found = publish(task.atoms, stage, task.threshold, [task.before, record])
        if found.protected.withheld:
            return None
        record = record + found.record
    return record
