"""A person behind a fence: profiles are masked, merged numbers are one person, nothing foreign is seen or found."""

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import NotFoundError, UnavailableError
from hub.people.reading import person, profile, records, unmasked
from hub.people.searching import by_name, by_number
from hub.security.actor import Actor
from hub.security.scope import Fence
from tests.hub.intake.messages import TESTER
from tests.hub.people.two_people import BORN, FOREIGN, FORMER, NAMES, NONE, NUMBERS, OWN, PERSONAL, PHONES, fill, merge
from tests.hub.security.two_places import scope
from tests.hub.surveillance.records import withdraw

FENCES = (Fence.TERRITORY, Fence.INSURANCE, Fence.EMPLOYER, Fence.INSTITUTION, Fence.PERSON)


def of(fence: Fence, place: int = 0) -> Actor:
    return Actor("user", "somebody", scope(fence, place))


@pytest.mark.parametrize("fence", FENCES)
def test_a_profile_is_masked_behind_every_fence(any_store: Store, fence: Fence) -> None:
    fill(any_store)
    with any_store.transaction(of(fence)) as connection:
        shown = profile(connection, any_store.vault, person(connection, OWN))
    assert (shown.worker_id, shown.workers, shown.sex, shown.birth_year) == (OWN, [OWN], "1", BORN.year)
    assert shown.identities == [{"id_type": "01", "id_number": NUMBERS[OWN][:3] + "****" + NUMBERS[OWN][-2:],
                                 "name": "欧阳*", "phone": "139****4321"}]  # fmt: skip
    assert not any(value in str(shown) for value in PERSONAL)


@pytest.mark.parametrize("fence", FENCES)
def test_a_foreign_person_is_as_none(store: Store, fence: Fence) -> None:
    fill(store)
    said = set()
    with store.transaction(of(fence)) as connection:
        for worker in (FOREIGN, NONE, 0, -1, 2**70):
            with pytest.raises(NotFoundError) as refused:
                person(connection, worker)
            said.add(str(refused.value))
        assert profile(connection, store.vault, [OWN]).identities
        assert by_number(connection, store.vault, "01", NUMBERS[FOREIGN]) == []
        assert by_name(connection, store.vault, NAMES[FOREIGN], BORN) == []
    assert len(said) == 1


def test_records_that_stand_are_read_latest_first_by_pages(store: Store) -> None:
    fill(store)
    with store.transaction(of(Fence.TERRITORY)) as connection:
        found = records(connection, [OWN], None, 2)
        last = found[-1]
        rest = records(connection, [OWN], (last["event_day"], last["record_id"]), 2)
    assert [each["record_id"] for each in found + rest] == [3, 2, 1]
    withdraw(store, 2)
    with store.transaction(of(Fence.TERRITORY)) as connection:
        assert [each["record_id"] for each in records(connection, [OWN], None, 9)] == [3, 1]


def test_insurance_reads_no_examination(store: Store) -> None:
    fill(store)
    with store.transaction(of(Fence.INSURANCE)) as connection:
        assert {each["document"] for each in records(connection, [OWN], None, 9)} == {"diagnosis", "assessment"}


@pytest.mark.parametrize("asked", [OWN, FOREIGN])
def test_merged_numbers_are_one_person(store: Store, asked: int) -> None:
    fill(store)
    merge(store)
    with store.transaction(Actor("user", "somebody", scope(Fence.PROVINCE, 0))) as connection:
        workers = person(connection, asked)
        shown = profile(connection, store.vault, workers)
        assert (shown.worker_id, workers) == (OWN, [OWN, FOREIGN])
        assert [each["name"] for each in shown.identities] == ["欧阳*", "申屠*"]
        assert len(records(connection, workers, None, 99)) == 6
        assert by_number(connection, store.vault, "01", NUMBERS[FOREIGN]) == [[OWN, FOREIGN]]


def test_behind_a_fence_a_merged_person_is_what_the_fence_shows(store: Store) -> None:
    fill(store)
    merge(store)
    with store.transaction(of(Fence.EMPLOYER, 1)) as connection:
        assert person(connection, FOREIGN) == [FOREIGN]
        shown = profile(connection, store.vault, [FOREIGN])
        with pytest.raises(NotFoundError):
            person(connection, OWN)
    assert "欧阳*" not in str(shown)


def test_only_the_fields_asked_for_are_given_in_clear(store: Store) -> None:
    fill(store)
    with store.transaction(of(Fence.TERRITORY)) as connection:
        phones = unmasked(connection, store.vault, [OWN], ["phone"])
        names = unmasked(connection, store.vault, [OWN], ["name"])
    assert phones == [{"id_type": "01", "phone": PHONES[OWN]}]
    assert sorted(str(each["name"]) for each in names) == sorted([NAMES[OWN], FORMER[OWN]])


def test_a_vault_that_cannot_be_opened_says_so(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.execute(text("update vault.identity set sealed = '\\x00'"))
    with store.transaction(of(Fence.TERRITORY)) as connection, pytest.raises(UnavailableError):
        profile(connection, store.vault, [OWN])
