"""Purposes: from a header, from the role, and reasons that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.purposes import DEFAULTS, PurposeError, read_purpose, read_reason
from hub.security.permissions import Permission, Role, may


def test_every_role_that_reads_people_has_a_purpose() -> None:
    readers = {role for role in Role if may(role, Permission.PERSON_READ) or may(role, Permission.OWN_RECORD_READ)}
    assert set(DEFAULTS) == readers


@given(purpose=st.text(min_size=1).map(str.strip).filter(bool))
def test_a_purpose_comes_through_a_header(purpose: str) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in purpose.encode())
    assert read_purpose(encoded, Role.EMPLOYER) == purpose


@pytest.mark.parametrize("header", ["%ff", "复核", "caf\xe9"])
def test_a_purpose_in_another_encoding_is_refused(header: str) -> None:
    with pytest.raises(PurposeError):
        read_purpose(header, Role.EMPLOYER)


@pytest.mark.parametrize("header", [None, "", " "])
def test_without_a_purpose_the_role_says_it(header: str | None) -> None:
    assert read_purpose(header, Role.DIAGNOSIS_INSTITUTION) == "职业病诊断"


@pytest.mark.parametrize("reason", ["", "   ", "办案", "\t办 案\n"])
def test_a_reason_that_is_none(reason: str) -> None:
    with pytest.raises(PurposeError):
        read_reason(reason)


def test_a_reason_loses_the_blanks_around_it() -> None:
    assert read_reason(" 核实工伤认定申请人 ") == "核实工伤认定申请人"
