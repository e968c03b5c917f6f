"""Tallies against a recount: brought, corrected, withdrawn, merged, parted, taken away, and two at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import psycopg
import pytest
from sqlalchemy import text

from connectors.rows import Operation
from hub.db import Store
from hub.errors import HubError
from hub.people.merging import merge, undo
from hub.security.scope import Fence
from hub.tallies.checking import differences
from hub.tallies.folding import rebuild
from tests.analytics.linkage.people import resident_id
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.hub.security import two_places
from tests.hub.security.test_fence import look
from tests.hub.surveillance.records import correct, put, withdraw

SUMS = """
select kind, extract(year from month)::int, sum(count)::int from tallied where by = '' group by 1, 2
having sum(count) <> 0 order by 1, 2
"""
FINDING = """
insert into finding (analysis, rule, subject, period, division_code, evidence, raised_on, seen_on)
values ('gaps', 'G03', :subject, '2026', :place, '{}', date '2026-02-01', date '2026-02-01')
on conflict (rule, subject, period) do update set division_code = excluded.division_code, closed_on = null
"""
BORN = date(1980, 3, 7)
NUMBERS = tuple(resident_id(BORN, number) for number in (121, 123, 125))


def exam(worker: int, day: str, *, conclusion: str = "01") -> dict[str, object]:
    return {
        "worker_id": worker,
        "examined_on": date.fromisoformat(day),
        "hazards": ["3008", "1006"],
        "employer": {"industry_code": "3391"},
        "conclusions": [{"conclusion": conclusion}],
    }


def test_what_is_brought_corrected_and_withdrawn_is_counted(store: Store) -> None:
    bring(store, message("a", "b"))
    found = ({"hazards": ("3008",), "conclusion": "02", "suspected_disease": "1101"},)
    bring(store, message("a", operation=Operation.UPDATE, examined_on=date(2025, 5, 18), conclusions=found))
    assert fetch(store, SUMS) == [
        *(("examination", 2025, 1), ("examination", 2026, 1)),
        *(("known", 2025, 1), ("known", 2026, 1), ("known", 2027, 1), ("known", 2028, 1)),
        ("suspected", 2025, 1),
        *(("worker", 2025, 1), ("worker", 2026, 1)),
    ]
    bring(store, message("a", operation=Operation.DELETE))
    assert ("worker", 2025, 1) not in fetch(store, SUMS)
    assert differences(store, TESTER) == []


def test_persons_are_counted_once_however_they_are_known(store: Store) -> None:
    """Two workers examined in one year: two persons, one when merged, two again when that is taken back."""
    for record, worker in ((1, 11), (2, 22), (3, 22)):
        put(store, record, "examination", **exam(worker, "2026-03-01"))
    persons = "select sum(count)::int from tallied where kind = 'worker'"
    rebuild(store, TESTER)
    assert fetch(store, persons) == [(2,)]
    merge(store, TESTER, 11, 22)
    assert fetch(store, persons) == [(1,)]
    undo(store, TESTER, fetch(store, "select decision_id from link_decision")[0][0])
    assert fetch(store, persons) == [(2,)]


@pytest.mark.parametrize("seed", range(2))
def test_after_any_changes_they_agree_with_a_recount(store: Store, seed: int) -> None:
    chance, standing = random.Random(seed), []
    for n in range(1, 40):
        deed = chance.choice(["put", "put", "put", "correct", "withdraw", "merge", "undo", "find", "close", "fold"])
        if deed == "put":
            day = f"{chance.choice((2022, 2024, 2025, 2026))}-0{chance.randint(1, 9)}-15"
            put(
                store, n, "examination", **exam(chance.randint(1, 6), day, conclusion=chance.choice(("01", "02", "03")))
            )
            standing.append(n)
        elif deed == "correct" and standing:
            correct(store, chance.choice(standing), hazards=["3008"], conclusions=[{"conclusion": "02"}])
        elif deed == "withdraw" and standing:
            withdraw(store, standing.pop(chance.randrange(len(standing))))
        else:
            _with_people_and_findings(store, deed, chance)
    bring(store, message("z", worker__id_number=NUMBERS[seed]))  # folds what the others left
    assert differences(store, TESTER) == []
    assert fetch(store, "select count(*) from tally_change") == [(0,)]


def _with_people_and_findings(store: Store, deed: str, chance: random.Random) -> None:
    workers = [row[0] for row in fetch(store, "select worker_id from worker where merged_into is null")]
    merged = [row[0] for row in fetch(store, "select decision_id from link_decision where state = 'merged'")]
    if deed == "merge" and len(workers) > 1:
        with suppress(HubError):  # parted by hand before
            merge(store, TESTER, *chance.sample(workers, 2))
    elif deed == "undo" and merged:
        undo(store, TESTER, chance.choice(merged))
    with store.transaction(TESTER) as connection:
        if deed == "find":
            connection.execute(
                text(FINDING), {"subject": chance.choice("abc"), "place": chance.choice(("370102", None))}
            )
        elif deed == "close":
            connection.execute(text("update finding set closed_on = now() where subject = 'a'"))


def test_two_batches_at_once_lose_nothing(store: Store) -> None:
    """Of the same people on the same days: every batch touches every tally of the other."""
    payloads = [message(*(f"{turn}-{n}" for n in range(4)), worker__id_number=NUMBERS[turn % 3]) for turn in range(6)]
    with ThreadPoolExecutor(3) as pool:
        assert sum(outcome.accepted for outcome in pool.map(lambda each: bring(store, each), payloads)) == 24
    assert differences(store, TESTER) == []
    assert ("examination", 2026, 24) in fetch(store, SUMS)


def test_a_wrong_tally_is_told_and_counted_anew(store: Store) -> None:
    bring(store, message("a"))
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as owner:  # the service itself may change no tally
        owner.execute("update tally set count = 7 where by = '' and kind = 'examination'")
    [wrong] = differences(store, TESTER)
    assert (wrong.kind, wrong.division_code, wrong.kept, wrong.recounted) == ("examination", "370102", 7, 1)
    rebuild(store, TESTER)
    assert differences(store, TESTER) == []


def test_a_fence_shows_the_tallies_of_its_place(store: Store) -> None:
    two_places.fill(store)
    seen = "select distinct division_code from tallied where division_code <> ''"
    assert look(store, two_places.scope(Fence.TERRITORY, 0), seen) == [("370102",)]
    assert look(store, two_places.scope(Fence.TERRITORY, 2), "select * from tallied") == []
    assert look(store, two_places.scope(Fence.EMPLOYER, 1), "select distinct by, value from tallied") == [
        ("employer", "2")
    ]
    assert look(store, two_places.scope(Fence.INSURANCE, 0), "select distinct kind from tallied order by 1") == [
        ("diagnosis",), ("gaps",)]  # fmt: skip
    assert look(store, two_places.scope(Fence.PERSON, 0), "select * from tallied") is None
