"""The whole path: a province is generated, pulled from its partners, linked, analysed; what comes out is the truth."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.cli.demo import run_demo
from hub.db import Store
from tests.databases import Template
from tests.hub.intake.messages import fetch

pytestmark = pytest.mark.xdist_group("spec")
WORKERS, SEED = 5_000, 3
CURRENT = "select rule, subject from finding where analysis = 'gaps' and closed_on is null"
# Whose each record is: the record's keyed name, and the worker its worker was found to be.
WHOSE = """
select r.key, coalesce(w.merged_into, w.worker_id)
from record r join record_version v on v.record_id = r.record_id and v.version = r.version
join worker w using (worker_id)
"""


@pytest.fixture(scope="module")
def province(embedded: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, dict[str, Any]]]:
    """A store after `ohub demo`, and what that said."""
    store = embedded.copy(tmp_path_factory.mktemp("spec"))
    yield store, run_demo(store, WORKERS, SEED)
    store.close()


def truth(store: Store, name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((store.settings.home / "demo" / f"{WORKERS}-{SEED}" / "truth").glob(f"{name}-*.csv")):
        with Path(path).open(encoding="utf-8", newline="") as stream:
            rows += csv.DictReader(stream)
    return rows


def workers_of(store: Store) -> dict[str, set[int]]:
    """The workers that each person's records were stored under."""
    whose = {bytes(key): worker for key, worker in fetch(store, WHOSE)}
    found: dict[str, set[int]] = defaultdict(set)
    for row in truth(store, "identities"):
        for source in ("national", "shandong"):
            name = f"{source}\x1f{row['sender']}\x1f{row['document']}\x1f{row['key']}"
            if worker := whose.get(store.vault.blind("record", name)):
                found[row["person"]].add(worker)
    return found


def test_every_row_has_an_outcome(province: tuple[Store, dict[str, Any]]) -> None:
    store, summary = province
    assert summary["received"] == sum(summary[name] for name in ("accepted", "held", "rejected", "duplicates"))
    assert summary["rejected"] == summary["duplicates"] == 0
    assert 0 < summary["held"] < summary["received"] * 0.02
    assert fetch(store, "select count(*) from arrival") == [(summary["received"],)]
    assert fetch(store, "select state, count(*) from batch where state <> 'interpreted' group by 1") == []


def test_records_of_one_person_are_one_workers(province: tuple[Store, dict[str, Any]]) -> None:
    """Slips of the pen part a person in two; linkage joins most of them again, and joins no two people."""
    store, _ = province
    people = workers_of(store)
    assert len(people) > WORKERS * 0.7  # the others were never examined
    rows = [(worker, int(person)) for person, workers in people.items() for worker in workers]
    joined = {worker for worker, _ in rows}
    assert len(joined) == len(rows), "somebody's records lie under another person's worker"
    assert sum(len(workers) > 1 for workers in people.values()) < WORKERS * 0.01


def test_the_gaps_are_those_of_the_truth_or_their_evidence_is_held(province: tuple[Store, dict[str, Any]]) -> None:
    store, _ = province
    people = workers_of(store)
    person_of = {str(store.vault.pseudonym(worker)): person for person, all_ in people.items() for worker in all_}
    planted = {"G03", "G10"}  # of the other rules the truth tells nothing yet
    found = {(rule, person_of[subject]) for rule, subject in fetch(store, CURRENT) if rule in planted}
    true = {(row["rule"], row["person"]) for row in truth(store, "gaps")}
    assert found <= true
    assert {row["rule"] for row in truth(store, "gaps")} == planted
    assert len(found) >= len(true) * 0.9


def test_a_planted_cluster_is_found(province: tuple[Store, dict[str, Any]]) -> None:
    store, summary = province
    planted = {(row["credit_code"], row["hazard"]) for row in truth(store, "clusters")}
    query = """
        select e.credit_code, f.evidence ->> 'hazard' from finding f join employer e using (employer_id)
        where f.analysis = 'clusters' and f.closed_on is null
    """
    found = set(fetch(store, query))
    assert summary["clusters"] == len(found)
    assert found <= planted
    assert found


def test_again_changes_nothing(province: tuple[Store, dict[str, Any]]) -> None:
    store, first = province
    second = run_demo(store, WORKERS, SEED)
    assert second["received"] == 0
    kept = ("workers", "employers", "clusters", "gaps")
    assert {name: second[name] for name in kept} == {name: first[name] for name in kept}
