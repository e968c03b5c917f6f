"""The truth about a block, beside what its partners say: whose each record is, planted clusters, gaps to be found."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hub.province.cases.case import Case
from hub.province.cases.fates import Fate
from hub.province.cases.figures import days_after
from hub.province.gaps.payments import PAYMENTS
from hub.province.gaps.stations import STATIONS, year_running_out
from hub.province.making import Block
from hub.province.people import TODAY
from hub.province.trades import NOISE
from hub.province.visits import IN_JOB, Visit

OVER_AGE_SINCE = date(2026, 7, 1)  # 令第56号 24

Identified = tuple[str, str, str, int]  # document, sender, key, number of the person
Gap = tuple[str, int, date]  # rule, number of the person, day by which it should have happened


def write_truth(folder: Path, block: Block, identities: Iterable[Identified]) -> None:
    """Five tables of the block in `folder`: identities, clusters (also those of lost hearing), deafenings, artefacts,
    gaps."""
    clusters = [(each.employer.credit_code, each.hazard, each.ill) for each in block.clusters]
    clusters += [(each.employer.credit_code, NOISE.hazard, each.deaf) for each in block.deafenings]
    deafenings = [(each.employer.credit_code, each.began, each.workers, each.deaf) for each in block.deafenings]
    artefacts = [(each.kind, each.where, each.first, each.last) for each in block.artefacts]
    gaps = [(rule, person, due.isoformat(), person in block.planted) for rule, person, due in gaps_of(block)]
    tables: dict[str, tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]] = {
        "identities": (("document", "sender", "key", "person"), identities),
        "clusters": (("credit_code", "hazard", "ill"), clusters),
        "deafenings": (("credit_code", "began", "workers", "deaf"), deafenings),
        "artefacts": (("kind", "where", "first", "last"), artefacts),
        "gaps": (("rule", "person", "due", "planted"), gaps),
    }
    for name, (head, rows) in tables.items():
        with (folder / f"{name}-{block.number:04d}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)


def gaps_of(block: Block) -> Iterator[Gap]:
    """Every gap of the block that is open today."""
    for case in block.cases:
        yield from ((rule, case.life.person.number, due) for rule, due in gaps_of_case(case))
    yield from _over_age(block.visits, [n for n, fate in block.planted.items() if fate is Fate.OVER_AGE])


def gaps_of_case(case: Case) -> Iterator[tuple[str, date]]:
    """Rules and days by which something should have happened in a case, and had not by yesterday."""
    for rule, find in (STATIONS | PAYMENTS).items():
        due = find(case)
        if due is not None and due < TODAY:
            yield rule, due
    closing = year_running_out(case)
    if closing is not None:
        yield "G04", closing


def _over_age(visits: Sequence[Visit], people: Sequence[int]) -> Iterator[Gap]:
    """社会保险法 58: thirty days from the first examination that shows them at work."""
    for person in people:
        seen = [each.on for each in visits if each.life.person.number == person and each.exam_type == IN_JOB]
        due = days_after(min(day for day in seen if day >= OVER_AGE_SINCE), 30)
        if due < TODAY:
            yield "G22", person, due
