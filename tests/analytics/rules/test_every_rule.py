"""What every rule of every topic must have: a basis, cited numbers, what would change its answer, cases of each kind.

The kinds are read off the cases of a rule, so that they are told by what happens and not by a mark: nothing wrong; the
last day or value in time and the next one; the two sides of a change of law; something that is not known.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import grimp
import pytest

from analytics.parameters import all_parameters, parameter
from analytics.rules.base import Rule
from analytics.surveillance.editions import editions
from tests.analytics.rules.cases import OF_MANY, Case, boundaries, cases, dates, every_rule

RULES = every_rule()
EDITIONS = "analytics.surveillance.editions"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MONTH = timedelta(31)
GRAPH = grimp.build_graph("analytics")

OF_CASES = [(topic, rule) for topic, rule in RULES if rule.id not in OF_MANY]

each_rule = pytest.mark.parametrize(("topic", "rule"), RULES, ids=[rule.id for _, rule in RULES])
each_of_cases = pytest.mark.parametrize(("topic", "rule"), OF_CASES, ids=[rule.id for _, rule in OF_CASES])


def test_no_two_rules_have_one_id() -> None:
    assert len({rule.id for _, rule in RULES}) == len(RULES)


@each_rule
def test_it_has_a_basis_and_says_what_it_looks_for_and_what_would_change_its_answer(topic: str, rule: Rule) -> None:
    assert rule.basis
    assert rule.changes_it
    for text in (rule.title_zh, rule.explained, *rule.changes_it):
        assert CHINESE.search(text), text


@each_rule
def test_its_numbers_are_cited(topic: str, rule: Rule) -> None:
    assert set(rule.parameters) <= set(all_parameters())
    for name in rule.parameters:
        known = parameter(name)
        assert known.description
        assert known.clause
        assert known.values
        assert all(value.source for value in known.values)


@each_of_cases
@pytest.mark.parametrize(
    "shown",
    [
        lambda of: [case for case in of if case.found],
        lambda of: [case for case in of if case.nothing_wrong],
        boundaries,
        lambda of: [case for case in of if case.unknown],
    ],
    ids=["something is wrong", "nothing is wrong", "a boundary", "something is not known"],
)
def test_it_has_a_case_in_which(topic: str, rule: Rule, shown: Callable[[tuple[Case, ...]], list[Case]]) -> None:
    assert shown(cases(topic, rule.id))


@each_of_cases
def test_it_has_cases_on_both_sides_of_a_change_of_law(topic: str, rule: Rule) -> None:
    """Of each of its numbers that has changed, and of the standard of examinations where it reads that."""
    told = {day for case in cases(topic, rule.id) for day in dates(case)}
    for what, changes in _changes(rule).items():
        assert any(_both_sides(told, day) for day in changes), what


def _changes(rule: Rule) -> dict[str, list[date]]:
    """The days on which what the rule rests on became another, by what changed."""
    later = {name: [value.valid_from for value in parameter(name).values[1:]] for name in rule.parameters}
    if GRAPH.chain_exists(importer=rule.find.__module__, imported=EDITIONS):
        later[EDITIONS] = [edition.valid_from for edition in editions()[1:]]
    return {what: [day for day in days if day] for what, days in later.items() if days}


def _both_sides(told: set[date], change: date) -> bool:
    """Is there something in the month before the change, and something in the month that it begins?"""
    return any(change - MONTH <= day < change for day in told) and any(change <= day < change + MONTH for day in told)
