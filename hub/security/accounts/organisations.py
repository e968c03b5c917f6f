"""The organisation that a user belongs to, its territory, and the roles it can give: what is refused, and why."""

import re
from datetime import date
from typing import NamedTuple

from hub.errors import HubError
from hub.security.permissions import Role
from schemas.codes.divisions import ancestors, is_known, normalise
from schemas.identifiers import parse_credit_code


class Organisation(NamedTuple):
    """`key` is a bureau's division code, an employer's credit code, an institution's nine-digit code; or, for somebody
    who signs in for nobody but themselves (kind `person`), the number of their worker."""

    kind: str
    key: str


class BadOrganisationError(HubError):
    """An organisation or a territory that there cannot be."""

    status = 422


class BadRoleError(HubError):
    """A role that there is not, or not there."""

    status = 422


_NUMBERS = {"institution": re.compile(r"[0-9]{9}"), "person": re.compile(r"[1-9][0-9]{0,17}")}
KINDS = {
    "bureau": ("行政区划代码，如 bureau:370100", "a division code in force, as in bureau:370100"),
    "employer": ("18 位的统一社会信用代码", "a unified social credit code of 18 characters with the right check"),
    "institution": ("九位机构代码", "a code of nine digits"),
    "person": ("劳动者编号", "the number of a worker"),
}


# Of which kind of organisation a role is. A client is a system of any of them.
_OFFICES = ("bureau",)
_INSTITUTIONS = ("institution",)
ROLE_KINDS: dict[Role, tuple[str, ...]] = dict.fromkeys(Role, _OFFICES) | {
    Role.EMPLOYER: ("employer",),
    Role.EXAM_INSTITUTION: _INSTITUTIONS,
    Role.DIAGNOSIS_INSTITUTION: _INSTITUTIONS,
    Role.WORKER: ("person",),
    Role.CLIENT: ("bureau", "employer", "institution"),
}


def check_role(role: str, kind: str) -> None:
    """Raise BadRoleError unless there is this role, and it can be had at an organisation of this kind."""
    if role not in list(Role):
        raise BadRoleError(
            f"没有这个角色；角色为 {'、'.join(Role)} 之一。", f"There is no such role; it is one of {', '.join(Role)}."
        )
    if kind not in (fitting := ROLE_KINDS[Role(role)]):
        raise BadRoleError(
            f"角色 {role} 须属于 {'、'.join(fitting)} 类单位；请改正角色或单位。",
            f"The role {role} belongs to an organisation of kind {' or '.join(fitting)}; mend the one or the other.",
        )


def read_organisation(text: str, on: date) -> Organisation:
    """`kind:key` as it is typed, in its one form on a day. Raises BadOrganisationError."""
    kind, _, key = text.strip().partition(":")
    if kind not in KINDS:
        known = "、".join(KINDS)
        raise BadOrganisationError(
            f"单位要写成“类别:代码”，类别为 {known} 之一。",
            f"Write the organisation as kind:key; the kind is one of {', '.join(KINDS)}.",
        )
    if (proper := _key(kind, key.strip(), on)) is None:
        zh, en = KINDS[kind]
        raise BadOrganisationError(f"单位代码不对：{kind} 后须为 {zh}。", f"The key is wrong: after {kind} comes {en}.")
    return Organisation(kind, proper)


def read_territory(text: str | None, organisation: Organisation, on: date) -> str | None:
    """The territory of a user: a bureau's own division when none is named, and never beyond it. Raises
    BadOrganisationError."""
    if not text:
        return organisation.key if organisation.kind == "bureau" else None
    if (code := _division(text.strip(), on)) is None:
        raise BadOrganisationError(
            "辖区不是有效的行政区划代码；请用 6 位代码，如 370102。",
            "The territory is no division code in force; use six digits such as 370102.",
        )
    if organisation.kind == "bureau" and organisation.key not in (code, *ancestors(code, on)):
        raise BadOrganisationError(
            "辖区不在该单位的行政区划之内；请改正辖区或单位。",
            "The territory lies outside the bureau's division; mend the one or the other.",
        )
    return code


def _key(kind: str, key: str, on: date) -> str | None:
    """The key in its one form, or None."""
    if kind == "bureau":
        return _division(key, on)
    if kind == "employer":
        parsed = parse_credit_code(key)
        return parsed.code if parsed else None
    return key if _NUMBERS[kind].fullmatch(key) else None


def _division(code: str, on: date) -> str | None:
    key = normalise(code)
    return key if key and is_known(key, on) else None
