"""Rounding, numbers in formulas, and sharing a sum that must not be exceeded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.entitlements.amounts import rounded, shared, shown, times
from analytics.entitlements.dependants import pensions

AMOUNTS = st.decimals(0, 100_000, places=4)
WEIGHTS = st.lists(st.sampled_from([30, 40, 50]).map(Decimal), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        ("0.005", "0.01"),
        ("0.004999", "0.00"),
        ("5400.045", "5400.05"),
        ("2.675", "2.68"),
        ("130899.999999", "130900.00"),
    ],
)
def test_half_a_fen_goes_up(amount: str, fen: str) -> None:
    assert rounded(Decimal(amount)) == Decimal(fen)


@pytest.mark.parametrize(
    ("amount", "text"), [("6200", "6200.00"), ("54188.0", "54188.00"), ("1.005", "1.005"), ("0", "0.00")]
)
def test_a_formula_shows_all_digits_and_two_at_least(amount: str, text: str) -> None:
    assert shown(Decimal(amount)) == text


@pytest.mark.parametrize(("number", "text"), [("27.0", "27"), ("10", "10"), ("100", "100"), ("7.5", "7.5")])
def test_a_count_is_shown_plain(number: str, text: str) -> None:
    assert times(Decimal(number)) == text


@given(AMOUNTS, WEIGHTS)
def test_what_is_shared_is_the_whole_and_each_part_is_within_a_fen(whole: Decimal, weights: list[Decimal]) -> None:
    parts = shared(whole, weights)
    assert 0 <= whole - sum(parts) < Decimal("0.01")
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - whole * weight / sum(weights)) < Decimal("0.02")


@given(AMOUNTS, WEIGHTS)
def test_pensions_never_exceed_the_wage_and_equals_differ_by_a_fen_at_most(
    wage: Decimal, weights: list[Decimal]
) -> None:
    amounts = pensions(wage, weights)
    assert sum(amounts) <= wage + (Decimal("0.005") if sum(weights) < 100 else 0)
    for weight in set(weights):
        equal = [amount for amount, each in zip(amounts, weights, strict=True) if each == weight]
        assert max(equal) - min(equal) <= Decimal("0.01")
        assert equal == sorted(equal, reverse=True), "the earlier get the fen that is left"
