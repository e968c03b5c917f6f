"""Organisations and territories: their one form, and what is refused."""

from contextlib import nullcontext
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.accounts.organisations import (
    KINDS,
    ROLE_KINDS,
    BadOrganisationError,
    BadRoleError,
    Organisation,
    check_role,
    read_organisation,
    read_territory,
)
from hub.security.permissions import Role
from tests.hub.security.accounts.people import CREDIT_CODE

DAY = date(2026, 3, 2)
JINAN = Organisation("bureau", "370100")

GOOD = [
    ("bureau:370100", JINAN),
    (" bureau: 370100000000 ", JINAN),
    (f"employer:{CREDIT_CODE.lower()}", Organisation("employer", CREDIT_CODE)),
    ("institution:370100001", Organisation("institution", "370100001")),
    ("person:17", Organisation("person", "17")),
]
BAD = [
    *("", "370100", "bureau", "bureau:", "bureau:379999", "bureau:370100x", "school:1", "employer:91370100M000100Y43"),
    *("institution:12345678", "institution:1234567890", "institution:１２３４５６７８９", "person:0", "person:-1"),
]


@pytest.mark.parametrize(("typed", "expected"), GOOD)
def test_the_one_form(typed: str, expected: Organisation) -> None:
    assert read_organisation(typed, DAY) == expected


@pytest.mark.parametrize("typed", BAD)
def test_what_is_refused(typed: str) -> None:
    with pytest.raises(BadOrganisationError, match=r"单位"):
        read_organisation(typed, DAY)


@given(st.sampled_from(["", *KINDS]), st.text(max_size=20))
def test_what_is_read_reads_the_same_again(kind: str, key: str) -> None:
    try:
        read = read_organisation(f"{kind}:{key}", DAY)
    except BadOrganisationError:
        return
    assert read_organisation(f"{read.kind}:{read.key}", DAY) == read


@pytest.mark.parametrize(
    ("typed", "organisation", "expected"),
    [
        (None, JINAN, "370100"), ("", JINAN, "370100"), ("370102", JINAN, "370102"), ("370100", JINAN, "370100"),
        (None, Organisation("employer", CREDIT_CODE), None),
        ("370200", Organisation("employer", CREDIT_CODE), "370200"),
    ],
)  # fmt: skip
def test_the_territory(typed: str | None, organisation: Organisation, expected: str | None) -> None:
    assert read_territory(typed, organisation, DAY) == expected


@pytest.mark.parametrize(
    ("role", "kind", "told"),
    [
        ("regulator", "bureau", ""), ("regulator", "employer", "须属于 bureau 类"), ("worker", "person", ""),
        ("worker", "bureau", "须属于 person 类"), ("exam_institution", "institution", ""), ("client", "employer", ""),
        ("client", "person", "须属于 bureau、employer、institution 类"), ("chief", "bureau", "没有这个角色"),
        ("Regulator", "bureau", "没有这个角色"), ("", "bureau", "没有这个角色"),
        ("system_admin", "institution", "须属于"),
    ],
)  # fmt: skip
def test_a_role_belongs_to_a_kind_of_organisation(role: str, kind: str, told: str) -> None:
    with pytest.raises(BadRoleError, match=told) if told else nullcontext():
        check_role(role, kind)


def test_every_role_can_be_had_somewhere() -> None:
    assert set(ROLE_KINDS) == set(Role)
    assert {kind for kinds in ROLE_KINDS.values() for kind in kinds} == set(KINDS)


@pytest.mark.parametrize(("typed", "why"), [("370200", "不在该单位"), ("370000", "不在该单位"), ("37", "不是有效的")])
def test_a_territory_that_is_refused(typed: str, why: str) -> None:
    with pytest.raises(BadOrganisationError, match=why):
        read_territory(typed, JINAN, DAY)
