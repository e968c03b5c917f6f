"""Identifiers: known numbers, every kind of fault, and agreement with the arithmetic written out plainly."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from schemas.identifiers import IdFault, ResidentId, is_organisation_code, parse_credit_code, parse_resident_id
from schemas.issues import catalogue

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11010519491231002X", ResidentId("11010519491231002X", date(1949, 12, 31), "2", "110105")),
        ("11010519491231002x", ResidentId("11010519491231002X", date(1949, 12, 31), "2", "110105")),
        ("440524188001010014", ResidentId("440524188001010014", date(1880, 1, 1), "1", "440524")),
        ("110105491231002", ResidentId("11010519491231002X", date(1949, 12, 31), "2", "110105")),
        ("110105194912310021", IdFault.CHECK_DIGIT),
        ("110105491331002", IdFault.BIRTH_DATE),
        ("11010517491231002", IdFault.FORM),
        ("110105194912310O2X", IdFault.FORM),
        ("1101051949123100２X", IdFault.FORM),
        ("1.10105194912e+17", IdFault.FORM),
        ("+1010519491231002X", IdFault.FORM),
        ("110105 9491231002X", IdFault.FORM),
        ("", IdFault.FORM),
    ],
)
def test_resident_id_known(number: str, expected: ResidentId | IdFault) -> None:
    assert parse_resident_id(number) == expected


@pytest.mark.parametrize("birth", ["19490231", "19491301", "19000229", "18001231", "00000101"])
def test_impossible_birth_date(birth: str) -> None:
    body = f"370102{birth}001"
    assert parse_resident_id(body + plain_check(body)) is IdFault.BIRTH_DATE


@given(st.dates(date(1900, 1, 1), date(2026, 11, 1)), st.integers(0, 999))
def test_resident_id_round_trip(born: date, sequence: int) -> None:
    body = f"110105{born:%Y%m%d}{sequence:03}"
    number = body + plain_check(body)
    assert parse_resident_id(number) == ResidentId(number, born, "1" if sequence % 2 else "2", "110105")
    assert ric.calc_check_digit(number) == number[-1]


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_fifteen_digits_become_the_same_person(born: date, sequence: int) -> None:
    body = f"371202{born:%Y%m%d}{sequence:03}"
    assert parse_resident_id(body[:6] + body[8:]) == parse_resident_id(body + plain_check(body))


@given(st.dates(date(1950, 1, 1), date(1999, 12, 31)), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(born: date, place: int, step: int) -> None:
    body = f"370102{born:%Y%m%d}123"
    number = body + plain_check(body)
    if number[place] == "X":
        number = number[:17] + str(step)
    else:
        number = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"
    assert isinstance(parse_resident_id(number), IdFault)


@given(st.text(max_size=20))
def test_no_text_raises(text: str) -> None:
    assert isinstance(parse_resident_id(text), ResidentId | IdFault)
    assert parse_credit_code(text) is None or uscc.is_valid(text)
    assert is_organisation_code(text) in (True, False)


def test_faults_have_sentences() -> None:
    assert {fault.issue for fault in IdFault} <= set(catalogue())


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"])
def test_credit_code_known(code: str) -> None:
    parsed = parse_credit_code(code.lower())
    assert parsed is not None
    assert parsed == (code, code[2:8], code[8:17])
    assert is_organisation_code(parsed.organisation)


@pytest.mark.parametrize(
    "code",
    [
        "9135010OM000100Y43",  # the letter O for a zero
        "91350100M000100Y4",  # 17 characters, as in the example of the exchange specification
        "91350100M000100Y34",
        "91350100M000100I43",
        "９1350100M000100Y43",
        "",
    ],
)
def test_credit_code_wrong(code: str) -> None:
    assert parse_credit_code(code) is None


@given(st.text(ALPHABET, min_size=9, max_size=9))
def test_credit_code_agrees_with_stdnum(tail: str) -> None:
    body = f"91370102{tail}"
    good = body + uscc.calc_check_digit(body)
    assert parse_credit_code(good) == (good, "370102", tail)
    for other in ALPHABET:
        assert (parse_credit_code(body + other) is not None) == (body + other == good)


@pytest.mark.parametrize(
    ("code", "right"), [("M000100Y4", True), ("70846113-6", True), ("708461137", False), ("７08461136", False)]
)
def test_organisation_code(code: str, right: bool) -> None:
    assert is_organisation_code(code) is right


def test_fast_enough_for_a_million_a_minute() -> None:
    """3 µs is the goal; ten times that here, so that a busy machine does not fail the test."""
    start = time.perf_counter()
    for _ in range(10_000):
        parse_resident_id("11010519491231002X")
        parse_credit_code("91350100M000100Y43")
    assert (time.perf_counter() - start) / 10_000 < 60e-6


def plain_check(body: str) -> str:
    """The check character as GB 11643 writes it down."""
    return "10X98765432"[sum(2 ** (17 - i) * int(digit) for i, digit in enumerate(body)) % 11]
