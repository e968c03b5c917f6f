"""Help: everybody has a first day with pages that open to them, and every word and state is explained."""

import re

import pytest

from hub.db import Store
from hub.pages.help.states import STATES
from hub.pages.help.terms import TERMS
from hub.pages.help.tours import OUTSIDE_MENU, TOURS, Step
from hub.pages.navigation import MENU
from hub.pages.texts import LANGUAGES, texts
from hub.security.permissions import Role
from tests.hub.service import client

PATHS = ("/help", "/help/terms", "/help/states", "/help/keyboard")
ORGANISATIONS = {
    Role.EMPLOYER: "employer:91370100M000100Y4B",
    Role.EXAM_INSTITUTION: "institution:370102001",
    Role.DIAGNOSIS_INSTITUTION: "institution:370102001",
    Role.WORKER: "person:1",
}
PEOPLE = [role for role in Role if role is not Role.CLIENT]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_state_and_step_is_explained(lang: str) -> None:
    words = [word for group in TERMS.values() for word in group]
    keys = {f"term_{word}" for word in words} | {f"term_means_{word}" for word in words}
    keys |= {key for group in STATES.values() for pair in group for key in pair} | set(TERMS) | set(STATES)
    keys |= {f"{kind}{Step(href).key}" for steps in TOURS.values() for href in steps for kind in ("tour_", "tour_do_")}
    assert keys <= set(texts(lang))
    assert len(words) == len(set(words))


def test_the_steps_are_pages_of_the_menu() -> None:
    """A page that moved would silently leave the first day of its role."""
    known = {entry.href for entries in MENU.values() for entry in entries} | set(OUTSIDE_MENU)
    assert {href for steps in TOURS.values() for href in steps} <= known


def test_everybody_who_signs_in_has_a_first_day_whose_pages_open(store: Store) -> None:
    assert set(TOURS) == set(PEOPLE)
    for role in PEOPLE:
        with client(store, role, ORGANISATIONS.get(role, "bureau:370100")) as ask:
            page = ask.get("/help").text
            steps = re.findall(r'<li><a href="([^"]+)">[^<]+</a><br>', page)
            assert len(steps) >= 3, role
            assert {href: ask.get(href).status_code for href in steps} == dict.fromkeys(steps, 200), role


def test_topics_in_both_languages(store: Store) -> None:
    with client(store, Role.WORKER, "person:1") as ask:
        for path in PATHS:
            for lang in LANGUAGES:
                page = ask.get(path, params={"lang": lang})
                assert page.status_code == 200
                assert page.text.count('aria-current="page"') >= 1
        assert 'id="gap"' in ask.get("/help/terms").text
    assert any(entry.href == "/help" and not entry.permissions for entries in MENU.values() for entry in entries)
