"""The whole path: a province is generated, pulled from its partners, linked, analysed; what comes out is the truth."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics.rules import rules
from hub.cli.demo import run_demo
from hub.db import Store
from tests.databases import drop
from tests.demonstration import SEED, WORKERS, Demonstration
from tests.hub.intake.messages import fetch
from tests.spec.comparing import found_gaps, true_gaps, truth, workers_of


@pytest.fixture(scope="module")
def province(
    demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, dict[str, Any]]]:
    """A store after `ohub demo`, and what that said."""
    store = demonstration.copy(tmp_path_factory.mktemp("spec"))
    yield store, demonstration.summary
    drop(store)


def folder(store: Store) -> Path:
    """Where the files of the province are."""
    return store.settings.home / "demo" / f"{WORKERS}-{SEED}"


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
    people = workers_of(store, folder(store))
    assert len(people) > WORKERS * 0.7  # the others were never examined
    rows = [(worker, int(person)) for person, workers in people.items() for worker in workers]
    joined = {worker for worker, _ in rows}
    assert len(joined) == len(rows), "somebody's records lie under another person's worker"
    assert sum(len(workers) > 1 for workers in people.values()) < WORKERS * 0.01


def test_the_gaps_found_are_those_of_the_truth(province: tuple[Store, dict[str, Any]]) -> None:
    """By rule, person and the day that was due; and every rule has something to find."""
    store, summary = province
    true, found = true_gaps(folder(store)), found_gaps(store, folder(store))
    assert len(found) == len(set(found))
    assert set(found) - set(true) == set()
    assert set(true) - set(found) == set()
    assert summary["gaps"] == Counter(rule for rule, _, _ in found)
    assert {rule for (rule, _, _), planted in true.items() if planted} == set(rules("gaps"))


def test_every_planted_cluster_is_found(province: tuple[Store, dict[str, Any]]) -> None:
    """In the first night, which looks at years at once, and with no more beside them than two months may bring."""
    store, summary = province
    planted = {(row["credit_code"], row["hazard"]) for row in truth(folder(store), "clusters")}
    query = """
        select f.finding_id, e.credit_code, f.evidence ->> 'hazard'
        from finding f, jsonb_array_elements_text(f.evidence -> 'employers') one
        join employer e on e.employer_id = one::bigint
        where f.analysis = 'clusters' and f.closed_on is null
    """
    rows = fetch(store, query)
    touching = {number for number, code, hazard in rows if (code, hazard) in planted}
    assert planted <= {(code, hazard) for _, code, hazard in rows}
    assert summary["clusters"] == len({number for number, *_ in rows})
    assert summary["clusters"] - len(touching) <= 1


def test_again_changes_nothing(province: tuple[Store, dict[str, Any]]) -> None:
    store, first = province
    second = run_demo(store, WORKERS, SEED)
    assert second["received"] == 0
    kept = ("workers", "employers", "clusters", "gaps")
    assert {name: second[name] for name in kept} == {name: first[name] for name in kept}
