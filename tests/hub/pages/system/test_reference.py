"""Code lists, rules and parameters as they are read: found, in force on a day, with source and what is not checked."""

import pytest

from analytics.parameters import all_parameters
from hub.db import Store
from hub.pages.system.reference import title
from hub.pages.texts import LANGUAGES
from hub.security.permissions import Role
from schemas.codes import all_lists, codelist
from tests.hub.pages.test_calibration import cells
from tests.hub.service import client

DATED = next(row for row in codelist("disease").rows if row.valid_to)


def test_lists_and_what_is_in_force(store: Store) -> None:
    day = DATED.valid_to.isoformat() if DATED.valid_to else ""
    with client(store, Role.SYSTEM_ADMIN) as ask:
        lists = cells(ask.get("/system/codes").text)
        found = cells(ask.get("/system/codes/hazard", params={"q": "噪声"}).text)
        before = ask.get("/system/codes/disease", params={"q": DATED.code}).text
        after = ask.get("/system/codes/disease", params={"q": DATED.code, "on": day}).text
        following = cells(ask.get("/system/codes/hazard", params={"start": "100"}).text)
        wrong = [ask.get("/system/codes/none"), ask.get("/system/codes/sex", params={"on": "1.2.2026"})]
    assert len(lists) == len(all_lists())
    assert [row[:2] for row in found] == [["3008", "噪声"]]
    assert f"– {DATED.valid_to}" in before
    assert f"– {DATED.valid_to}" not in after
    assert following[0][0] == codelist("hazard").rows[100].code
    assert [answer.status_code for answer in wrong] == [404, 400]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_law_with_sources_and_what_is_not_checked(store: Store, lang: str) -> None:
    with client(store) as ask:
        whole = ask.get("/system/parameters", params={"lang": lang}).text
        one = ask.get("/system/parameters", params={"q": "average_monthly_wage", "lang": lang}).text
        none = ask.get("/system/parameters", params={"q": "没有的词", "lang": lang}).text
    assert all(f'id="{name}"' in whole for name in all_parameters())
    assert ("未核实" if lang == "zh" else "not checked") in one
    assert "7507" in one
    assert ("没有找到" if lang == "zh" else "Nothing found") in none


def test_titles_of_lists_in_both_languages() -> None:
    assert (title("sex", "zh"), title("hazard", "en")) == ("性别", "hazards")


def test_a_worker_is_not_shown_them(store: Store) -> None:
    with client(store, Role.WORKER, "person:1") as ask:
        assert [ask.get(path).status_code for path in ("/system/codes", "/system/parameters")] == [404, 404]
