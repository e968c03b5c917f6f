"""The tables of both editions: whole, without gaps, each row with its source."""

import re
from itertools import pairwise
from typing import Any

import pytest

from analytics.surveillance.case import Hazard, read_case
from analytics.surveillance.editions import edition_on, editions
from analytics.surveillance.intervals import Interval, intervals, of_section
from analytics.surveillance.tables import day, rows
from schemas.codes import codelist

OLD, NEW = editions()
TABLES = ("editions", "requirements", "intervals", "follow_up", "interim", "levels")
REQUIRED = {(row["edition"], row["section"], row["type"]): row for row in rows("requirements")}
SECTIONS = {key[:2] for key in REQUIRED}
IN_SERVICE = sorted(key[:2] for key in REQUIRED if key[2] == "02")


def test_editions_follow_each_other_without_a_gap() -> None:
    assert [edition.valid_from.isoformat() for edition in editions()] == ["2014-10-01", "2026-08-01"]
    assert all(before.valid_to == after.valid_from for before, after in pairwise(editions()))
    last_day = read_case({"hazards": [{"code": "3008"}], "started_on": "2026-07-31", "as_of": "2026-08-01"})
    assert (edition_on(last_day.started_on), edition_on(last_day.as_of)) == (OLD, NEW)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_its_source(name: str) -> None:
    assert rows(name)
    for row in rows(name):
        assert row["source"], row
        assert row["verified"] in ("true", "false"), row
        assert None not in row.values(), row


def test_no_requirement_stands_twice() -> None:
    assert len(REQUIRED) == len(rows("requirements"))


def test_every_hazard_leads_to_sections_that_exist() -> None:
    for edition in editions():
        for row in codelist("hazard").rows:
            assert {(edition.name, section) for section in edition.sections(row.code)} <= SECTIONS, row.code


def test_what_recurs_has_intervals_and_nothing_else_does() -> None:
    assert {(row["edition"], row["section"]) for row in rows("intervals")} == set(IN_SERVICE)
    after = {key[:2] for key in REQUIRED if key[2] == "05"}
    assert {(row["edition"], row["section"]) for row in rows("follow_up")} == after
    assert {(row["edition"], row["section"]) for row in rows("interim")} <= set(IN_SERVICE)


@pytest.mark.parametrize("place", IN_SERVICE, ids=" ".join)
def test_for_each_job_there_is_exactly_one_interval(place: tuple[str, str]) -> None:
    """Whatever the class, the kind of driving and the time on the job; of noise, for every level from 80 dB."""
    listed = of_section(*place)
    assert all(0 < row.least <= row.months for row in listed)
    levels: list[float | None] = [80, 84.9, 85, 120] if any(row.level.asks for row in listed) else [None]
    for graded in range(5):
        for group in ("large", "small"):
            for level in levels:
                hazard = Hazard.model_validate({"code": "1", "class": graded, "group": group})
                fitting = [row for row in listed if row.fits(hazard, level)]
                assert all(len(held(fitting, month)) == 1 for month in range(0, 60, 3)), (graded, group, level)


def held(found: list[Interval], month: int) -> list[Interval]:
    return [row for row in found if row.since.holds(month)]


def test_below_80_db_there_is_none() -> None:
    for edition in editions():
        assert intervals(edition, Hazard(code="3008", level=79.9)) == ()


def test_clauses_stand_in_their_sections() -> None:
    """But for Annex C, and the isocyanate that the old edition sends to another section."""
    for row in (*rows("requirements"), *rows("intervals"), *rows("follow_up"), *rows("interim")):
        section = "5.57" if (row["edition"], row["section"]) == (OLD.name, "5.44") else row["section"]
        assert row["clause"] == "附录C" or row["clause"].startswith(section), row


def test_items_are_listed_but_for_annex_c() -> None:
    for row in rows("requirements"):
        assert bool(row["items"]) == ("附录C" not in row["source"]), row
        assert all(_is_item(item) for item in row["items"].split("|") if row["items"]), row


def _is_item(text: str) -> bool:
    """A whole term: brackets closed, no leftover of a list."""
    return bool(text) and text.count("（") == text.count("）") and not re.search(r"[；。：]|^\d|选检|同 ?\d", text)


def test_every_examination_before_the_job_has_the_four_common_items_since_2026() -> None:
    four = {"尿常规", "肝功能", "心电图"}
    for (edition, _, kind), row in REQUIRED.items():
        if (edition, kind) == (NEW.name, "01"):
            items = row["items"].split("|")
            assert four <= set(items), row
            assert any(item.startswith("血常规") for item in items), row


def test_what_is_recommended_is_in_annex_c_since_2026() -> None:
    for (edition, _, kind), row in REQUIRED.items():
        if edition == NEW.name:
            assert (row["mandatory"] == "false") == (row["clause"] in ("附录C", "C.5"))
            assert kind != "05" or row["mandatory"] == "false"


def test_days_of_the_table_are_days() -> None:
    found: list[Any] = [day(row["valid_from"]) for row in rows("editions")]
    assert all(found)
