"""Every rule of compliance has its place in the order of urgency, and what findings are about is said in words."""

import pytest

from analytics.rules import rules
from hub.pages.compliance.kinds import KIND_OF, ORDER, about


def test_every_rule_has_one_place() -> None:
    assert sorted(ORDER) == sorted(rules("compliance"))
    assert len(KIND_OF) == len(ORDER)


@pytest.mark.parametrize(
    ("rule", "told", "said"),
    [
        ("D02", "3008 · 02 · GBZ 188—2014 7.1.2.4", "噪声：在岗期间（GBZ 188—2014 7.1.2.4）"),
        ("D11", "3008", "噪声"),
        ("E03", "3008@冲压岗", "噪声（冲压岗）"),
        ("V01", "尿常规", "尿常规"),
        ("E02", "no such code", "no such code"),
    ],
)
def test_what_it_is_about(rule: str, told: str, said: str) -> None:
    assert about(rule, [told]) == [said]
