"""The truth about a block, beside what its partners say: whose each record is, planted clusters, gaps to be found."""

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from hub.province.cases import Case
from hub.province.making import Block
from hub.province.people import TODAY

G03_DAYS, G10_DAYS = 30, 30

Identified = tuple[str, str, str, int]  # document, sender, key, number of the person


def write_truth(folder: Path, block: Block, identities: Iterable[Identified]) -> None:
    """Three tables of the block in `folder`: identities, clusters, gaps."""
    clusters = [(each.employer.credit_code, each.hazard, each.ill) for each in block.clusters]
    tables: dict[str, tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]] = {
        "identities": (("document", "sender", "key", "person"), identities),
        "clusters": (("credit_code", "hazard", "ill"), clusters),
        "gaps": (("rule", "person", "since", "planted"), _gaps(block)),
    }
    for name, (head, rows) in tables.items():
        with (folder / f"{name}-{block.number:04d}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)


def _gaps(block: Block) -> Iterator[tuple[str, int, str, bool]]:
    """What the two rules should find, by the rules' own words."""
    for case in block.cases:
        number = case.life.person.number
        if case.diagnosed_on and not case.applied_on:
            due = case.diagnosed_on + timedelta(days=G03_DAYS)
            if due < TODAY:
                yield "G03", number, due.isoformat(), number in block.planted
        served = case.assessment_served_on or case.assessed_on
        if served and case.grade and not case.paid_on and _insured_at(case):
            due = served + timedelta(days=G10_DAYS)
            if due < TODAY:
                yield "G10", number, due.isoformat(), number in block.planted


def _insured_at(case: Case) -> bool:
    """Was the person insured in the month of the diagnosis?"""
    day = case.diagnosed_on
    jobs = [job for job in case.life.jobs if job.employer.insures]
    return day is not None and any(
        job.started_on.replace(day=1) <= day and (job.ended_on is None or day.replace(day=1) <= job.ended_on)
        for job in jobs
    )
