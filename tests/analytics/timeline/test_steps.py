"""The steps hold every rule of gaps once, and each link names a rule and a term that exist."""

from datetime import date

import pytest

from analytics.parameters import parameter
from analytics.rules import rules
from analytics.timeline.steps import STEP_OF, STEPS, WAY, Link


def test_every_rule_of_gaps_is_in_one_step() -> None:
    listed = [rule for step in STEPS.values() for rule in step]
    assert sorted(listed) == sorted(rules("gaps"))
    assert len(STEP_OF) == len(listed)


@pytest.mark.parametrize("link", WAY, ids=lambda link: link.next)
def test_a_link_has_the_term_and_the_actor_of_its_rule(link: Link) -> None:
    rule = rules("gaps")[link.rule]
    assert link.term in rule.parameters
    assert link.must_act == rule.must_act
    assert parameter(link.term).unit == "calendar days"


APPLYING = next(link for link in WAY if link.next == "determination_applied")
SUSPECTED = next(link for link in WAY if link.after == "suspected")


@pytest.mark.parametrize(
    ("link", "begins", "due"),
    [
        (APPLYING, date(2026, 3, 1), date(2026, 3, 31)),
        (APPLYING, date(1990, 1, 1), None),  # before the law
        (SUSPECTED, date(2026, 7, 31), date(2026, 10, 29)),
        (SUSPECTED, date(2026, 8, 1), date(2026, 8, 31)),  # by the new edition
    ],
)
def test_the_last_day_in_time_is_that_of_the_law_on_the_first(link: Link, begins: date, due: date | None) -> None:
    assert link.due(begins) == due
