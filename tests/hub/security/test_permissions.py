"""The truth table of roles and permissions, written out by hand: whoever changes one must change the other."""

import pytest

from hub.security.permissions import ROLES, Permission, Role, may

COLUMNS = "regulator case_regulator employer exam diagnosis insurance capacity worker client auditor security system"
TABLE = """
agreement:manage  . . . . . . . . . . x .
analysis:read     x x . . . . . . . . . .
audit:read        . . . . . . . . . x . .
audit:verify      . . . . . . . . . x . .
batch:bring       . . x x x x x . . . . .
batch:read        x x x x x x x . . . . .
batch:release     . x . . . . . . . . . .
finding:act       . x . . . x . . . . . .
finding:read      x x x . . x . . . . . .
key:rotate        . . . . . . . . . . x .
link:decide       . x . . . . . . . . . .
own_record:read   . . . . . . . x . . . .
person:read       . x x x x x x . . . . .
person:unmask     . x . . . x . . . . . .
pull:read         . . . . . . . . x . . .
pull:write        . . . . . . . . x . . .
record:export     . x . . . . . . . . . .
record:read       x x . x x x x . . . . .
retention:apply   . . . . . . . . . . . x
system:operate    . . . . . . . . . . . x
user:manage       . . . . . . . . . . x .
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
OFFICES = (Role.AUDITOR, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
HEALTH = ("analysis", "batch", "finding", "link", "own_record", "person", "pull", "record")


def test_the_table_has_every_role_and_permission() -> None:
    assert [row[0] for row in ROWS] == sorted(Permission) == list(Permission)
    assert len(COLUMNS.split()) == len(Role) == len(ROLES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_roles_may_what_the_table_says(row: list[str]) -> None:
    permission, *cells = row
    for role, cell in zip(Role, cells, strict=True):
        assert may(role, Permission(permission)) is (cell == "x"), role


def test_no_administrator_does_anothers_work_or_sees_health() -> None:
    for n, one in enumerate(OFFICES):
        assert ROLES[one]
        assert not any(permission.split(":")[0] in HEALTH for permission in ROLES[one])
        assert all(ROLES[one].isdisjoint(ROLES[other]) for other in OFFICES[n + 1 :])
        assert all(ROLES[one].isdisjoint(ROLES[role]) for role in Role if role is not one)
