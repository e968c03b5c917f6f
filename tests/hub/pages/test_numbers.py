"""Texts of measured values as numbers: plain ones, those below detection, and everything else."""

import pytest

from hub.pages.numbers import Reading, number, plain_unit, reading

# text, number, reading
TEXTS = [
    ("4.70", 4.7, Reading(4.7, below=False)),
    (" 12 ", 12.0, Reading(12.0, below=False)),
    ("-5", -5.0, Reading(-5.0, below=False)),
    ("<0.05", None, Reading(0.05, below=True)),
    ("＜ 0.05", None, Reading(0.05, below=True)),
    ("未检出", None, None),
    ("nan", None, None),
    ("inf", None, None),
    ("1e9999", None, None),
    ("9999999999", None, None),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("told", "plain", "measured"), TEXTS)
def test_texts(told: str | None, plain: float | None, measured: Reading | None) -> None:
    assert (number(told), reading(told)) == (plain, measured)


@pytest.mark.parametrize(("unit", "plain"), [("mg/m³", "mg/m3"), ("dB（A）", "db(a)"), ("×10^9/L", "×109/l")])
def test_units(unit: str, plain: str) -> None:
    assert plain_unit(unit) == plain
