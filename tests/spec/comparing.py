"""The truth of a generated province beside what a store that took it in has found."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from hub.db import Store
from tests.hub.intake.messages import fetch

Gap = tuple[str, str, date]  # rule, number of the person in the truth, the day that was due
CURRENT = "select rule, subject, due_on from finding where analysis = 'gaps' and closed_on is null"
# Whose each record is: the record's keyed name, and the worker its worker was found to be.
WHOSE = """
select r.key, coalesce(w.merged_into, w.worker_id)
from record r join record_version v on v.record_id = r.record_id and v.version = r.version
join worker w using (worker_id)
"""


def truth(province: Path, name: str) -> list[dict[str, str]]:
    """A table of the truth of all blocks."""
    rows: list[dict[str, str]] = []
    for path in sorted((province / "truth").glob(f"{name}-*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows += csv.DictReader(stream)
    return rows


def workers_of(store: Store, province: Path) -> dict[str, set[int]]:
    """The workers that each person's records were stored under."""
    whose = {bytes(key): worker for key, worker in fetch(store, WHOSE)}
    found: dict[str, set[int]] = defaultdict(set)
    for row in truth(province, "identities"):
        for source in ("national", "shandong"):
            name = f"{source}\x1f{row['sender']}\x1f{row['document']}\x1f{row['key']}"
            if worker := whose.get(store.vault.blind("record", name)):
                found[row["person"]].add(worker)
    return found


def true_gaps(province: Path) -> dict[Gap, bool]:
    """Every gap of the truth, and whether it was planted."""
    rows = truth(province, "gaps")
    return {(row["rule"], row["person"], date.fromisoformat(row["due"])): row["planted"] == "True" for row in rows}


def found_gaps(store: Store, province: Path) -> list[Gap]:
    """Every current finding of a gap; of somebody who is not in the truth the number is empty."""
    people = workers_of(store, province)
    person_of = {str(store.vault.pseudonym(worker)): person for person, all_ in people.items() for worker in all_}
    return [(rule, person_of.get(subject, ""), due_on) for rule, subject, due_on in fetch(store, CURRENT)]
