"""Masks show what they say and no more: whatever is hidden could be anything else, and of any length."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hub.people.masking import COMPOUND, HIDDEN, mask_name, mask_number, mask_phone, masked
from tests.analytics.linkage.people import SURNAMES

DIGITS = st.text("0123456789", min_size=14, max_size=14)
CHARACTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
ANY = st.text(max_size=40)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张建国", "张*"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),  # surname 欧, name 阳
        ("司马相如", "司马*"),
        ("买买提·吐尔逊", "买*"),
        ("John Smith", "J*"),
        (" 张三 ", "张*"),
        ("张", "*"),
        ("", "*"),
        ("<script>alert(1)</script>", "<*"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("370102198003071217", "370****17"),
        ("37010219800307121X", "370****1X"),
        ("370102800307121", "370****21"),
        ("E12345678", "E****8"),
        ("H1234567801", "H****1"),
        ("1234567", HIDDEN),
        ("", HIDDEN),
        ("１２３４５６７", HIDDEN),
    ],
)
def test_numbers(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13912340000", "139****0000"),
        ("0531-88888866", "****66"),
        ("+8613912340000", "****00"),
        ("8888886", "****86"),
        ("110", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_phones(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(
    surname=st.sampled_from([*SURNAMES, *COMPOUND]), given_names=st.lists(st.text(CHARACTERS, min_size=1), min_size=2)
)
@example(surname="欧", given_names=["阳", "明"])
def test_of_a_name_nothing_shows_but_the_surname(surname: str, given_names: list[str]) -> None:
    """Two people of one surname look alike, however long their names are."""
    assume(not any(f"{surname}{each}"[:2] in COMPOUND - {surname} for each in given_names))
    assert {mask_name(surname + each) for each in given_names} == {f"{surname}*"}


@given(first=DIGITS, second=DIGITS, tail=st.sampled_from(["10", "3X", "77"]))
def test_of_a_resident_number_neither_birth_date_nor_county_matters(first: str, second: str, tail: str) -> None:
    numbers = (f"37{first}{tail}", f"37{first[0]}{second[1:]}{tail}")
    assert {mask_number(number) for number in numbers} == {f"37{first[0]}****{tail}"}


@given(value=ANY)
def test_never_more_than_stated(value: str) -> None:
    for mask, most in ((mask_name, 2), (mask_number, 5), (mask_phone, 7)):
        shown = mask(value)
        assert sum(character != "*" for character in shown) <= most
        assert len(shown) <= len(HIDDEN) + most


@given(value=st.text(min_size=8, max_size=40), other=st.text(min_size=8, max_size=40))
def test_the_length_of_another_document_does_not_show(value: str, other: str) -> None:
    shown = [mask_number(f"E{each}8") for each in (value, other)]
    assert shown == ["E****8"] * 2


def test_the_level_of_a_field_decides() -> None:
    values = {"id_type": "01", "id_number": "370102198003071217", "name": "张三", "phone": None, "sex": "1"}
    assert masked(values) == {"id_type": "01", "id_number": "370****17", "name": "张*", "phone": None, "sex": "1"}


def test_an_identifying_field_without_a_mask_and_an_unknown_one_are_hidden_whole() -> None:
    assert masked({"emergency_name": "李四", "nickname": "小张"}) == {"emergency_name": HIDDEN, "nickname": HIDDEN}
