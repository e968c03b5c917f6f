"""Finding people by equal hashes, behind the fence."""

from datetime import date

import pytest

from hub.db import Store
from hub.people.reading import records
from hub.people.searching import by_name, by_number
from hub.security.actor import Actor
from hub.security.scope import Fence
from tests.hub.intake.messages import bring, message
from tests.hub.people.two_people import BORN, FORMER, NAMES, OWN, fill
from tests.hub.security.two_places import scope


def of(fence: Fence) -> Actor:
    return Actor("user", "somebody", scope(fence, 0))


def test_search_by_former_name_and_by_blanks_around(store: Store) -> None:
    fill(store)
    with store.transaction(of(Fence.TERRITORY)) as connection:
        for name in (NAMES[OWN], FORMER[OWN], f" {NAMES[OWN]} "):
            assert by_name(connection, store.vault, name, BORN) == [[OWN]]
        assert by_name(connection, store.vault, NAMES[OWN], date(1975, 4, 10)) == []
        assert by_name(connection, store.vault, NAMES[OWN][:2], BORN) == []


@pytest.mark.parametrize("number", ["370102198003071217", " 370102198003071217", "370102800307121"])
def test_what_intake_brought_is_found_by_either_form_of_its_number(store: Store, number: str) -> None:
    bring(store, message("a", worker__id_number="370102198003071217"))
    with store.transaction(of(Fence.PROVINCE)) as connection:
        [workers] = by_number(connection, store.vault, "01", number)
        [read] = records(connection, workers, None, 9)
        assert by_number(connection, store.vault, "03", number) == []
    told = {each["field"]: each for line in read["gist"] for each in line}
    assert read["document"] == "examination"
    assert told["conclusions.conclusion"]["name"]
    assert {"exam_type", "conclusions.hazards"} <= set(told)
    assert not any(word in str(read) for word in ("370102198003071217", "测试甲"))
