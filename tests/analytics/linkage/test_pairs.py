"""Which workers are found to be one person, in populations whose truth we made."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analytics.linkage.model import MERGE, REVIEW
from analytics.linkage.pairs import find_pairs, verified
from analytics.linkage.score import score
from tests.analytics.linkage.people import Entry, entries_of, mistyped, population, renumbered, resident_id, table, twin

BORN = date(1980, 3, 7)
ZHANG = Entry("张建国", "1", BORN, resident_id(BORN, 121), "13900000001", (7,))
NOBODY = replace(ZHANG, id_number=None, phone=None, employers=())


@pytest.mark.parametrize("seed", [1, 2])
def test_merges_are_right_and_most_second_entries_are_found(seed: int) -> None:
    workers, truth = population(seed, 8000)
    pairs = find_pairs(workers)
    merged = score(pairs.filter(pc.field("probability") >= MERGE), truth)
    print(f"merge {merged}; review {score(pairs, truth)}")
    assert merged.true > 150
    assert merged.precision >= 0.99
    assert merged.recall >= 0.8
    assert score(pairs, truth).recall >= 0.95


def test_twins_in_a_crowd_are_not_merged() -> None:
    random = Random(7)
    crowd, truth = population(7, 4000, 0.03)
    firsts = [each for each in entries_of(crowd)[:1500] if each.id_number and verified(each.id_number)]
    twins = [twin(each, random) for each in firsts]  # of first entries: a second one would give a number to two twins
    workers = pa.concat_tables([crowd, renumbered(table(twins), len(crowd))])
    own = {"worker_id": range(len(crowd), len(workers)), "person_id": range(10**6, 10**6 + len(twins))}
    everybody = pa.concat_tables([truth, pa.table({name: list(values) for name, values in own.items()})])
    pairs = find_pairs(workers)
    merged = score(pairs.filter(pc.field("probability") >= MERGE), everybody)
    print(f"twins {len(twins)}; merge {merged}")
    assert len(twins) > 1000
    assert merged.precision >= 0.99
    assert merged.recall >= 0.5


def test_the_same_table_in_another_order_gives_the_same_pairs() -> None:
    workers, _ = population(3, 3000)
    order = list(range(len(workers)))
    Random(1).shuffle(order)
    pairs = find_pairs(workers)
    assert len(pairs) > 30
    assert find_pairs(workers.take(order)).equals(pairs)


PROBABLE = {
    "number mistyped, elsewhere the same": replace(ZHANG, id_number=mistyped(ZHANG.id_number or "", Random(4))),
    "another document": replace(ZHANG, id_number="E12345678"),
    "no number, same telephone": replace(ZHANG, id_number=None, employers=(8,)),
    "name with spaces and full width": replace(ZHANG, name="张　建 国", id_number=None),
    "one digit of the birth date": replace(ZHANG, birth_date=date(1980, 3, 8), id_number=None),
    "day and month changed place": replace(ZHANG, birth_date=date(1980, 7, 3), id_number=None),
}


@pytest.mark.parametrize("second", PROBABLE.values(), ids=PROBABLE.keys())
def test_a_second_entry_is_probable(second: Entry) -> None:
    assert _probability(ZHANG, second) >= REVIEW


DIFFERENT = {
    "twins": replace(ZHANG, name="张建军", id_number=resident_id(BORN, 123), phone=None),
    "twins with one telephone": replace(ZHANG, name="张建军", id_number=resident_id(BORN, 123)),
    "twin without a number": replace(ZHANG, name="张志文", id_number=None, phone=None),
    "father of the same name": replace(ZHANG, birth_date=date(1955, 11, 21), id_number=None),
    "son of the same name, numbers": replace(
        ZHANG, birth_date=date(2004, 9, 15), id_number=resident_id(date(2004, 9, 15), 121)
    ),
    "name and birth date alone": replace(NOBODY, sex="2"),
    "namesake with a number of his own": replace(ZHANG, id_number=resident_id(BORN, 455), phone=None, employers=(9,)),
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT.keys())
@pytest.mark.parametrize("crowd", [0, 2000], ids=["alone", "in a crowd"])
def test_who_only_resembles_is_not_merged(other: Entry, crowd: int) -> None:
    assert _probability(ZHANG, other, crowd) < MERGE


def test_name_birth_date_and_sex_alone_do_not_merge() -> None:
    assert _probability(ZHANG, NOBODY) < MERGE


def test_another_name_of_a_worker_finds_it_too() -> None:
    workers = table([ZHANG, replace(ZHANG, name="李四海", id_number=None)])
    alias = workers.slice(0, 1).set_column(1, "name", pa.array(["李四海"]))
    [probability] = find_pairs(pa.concat_tables([workers, alias]))["probability"].to_pylist()
    assert probability >= MERGE


@pytest.mark.parametrize("empty", [lambda t: t.slice(0, 0), lambda t: t.slice(0, 1)], ids=["nobody", "one"])
def test_too_few_to_compare(empty: Callable[[pa.Table], pa.Table]) -> None:
    assert find_pairs(empty(table([ZHANG]))).to_pylist() == []


def test_workers_of_whom_nothing_is_known_are_never_paired() -> None:
    assert len(find_pairs(table([Entry(None, None, None, None, None, ())] * 3))) == 0  # type: ignore[arg-type]


def _probability(one: Entry, other: Entry, crowd: int = 0) -> float:
    """Of these two, among `crowd` others; 0 where they are not even compared."""
    others, _ = population(9, crowd, 0.05)
    pairs = find_pairs(pa.concat_tables([table([one, other]), renumbered(others, 2)]), 0.0)
    found = {(row["worker_id"], row["other_id"]): row["probability"] for row in pairs.to_pylist()}
    return float(found.get((0, 1), 0.0))
