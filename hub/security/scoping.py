"""From who somebody is to how far they may see: the fence of a role, and where it stands for an organisation."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.security.accounts.organisations import Organisation
from hub.security.permissions import Role
from hub.security.scope import (
    Fence,
    Scope,
    of_employer,
    of_institution,
    of_office,
    of_person,
    of_province,
    of_territory,
)

OFFICES = {
    Role.AUDITOR: Fence.AUDITOR,
    Role.SECURITY_ADMIN: Fence.SECURITY,
    Role.SYSTEM_ADMIN: Fence.SYSTEM,
}
FOR_INSURANCE = (Role.INSURANCE_AGENCY, Role.CAPACITY_COMMITTEE)
NO_EMPLOYER = 0  # no row has this number
EMPLOYER = "select employer_id from employer where credit_code = :key"
# A person may have been found to be several workers: their own number leads to the one they are, and that to all.
PERSON = """
with one as (select coalesce(merged_into, worker_id) as root from worker where worker_id = cast(:key as bigint))
select w.worker_id from worker w, one where w.worker_id = one.root or w.merged_into = one.root order by 1
"""


class Standing(NamedTuple):
    """Somebody's role, what they belong to, and their territory (a division code)."""

    role: Role
    organisation: Organisation
    territory: str | None


def scope_of(connection: Connection, who: Standing, province: str, on: date) -> Scope:
    """The fence that `who` acts within on a day. `connection` is the hub's own. Whom nothing fits sees nothing.

    `province`: the division that the hub serves, whose own regulator sees all of it.
    """
    kind, key = who.organisation
    if who.role in OFFICES:
        return of_office(OFFICES[who.role])
    if kind == "employer":
        return of_employer(connection.execute(text(EMPLOYER), {"key": key}).scalar() or NO_EMPLOYER, key)
    if kind == "institution":
        return of_institution(key)
    if kind == "person":
        return of_person(*connection.execute(text(PERSON), {"key": key}).scalars())
    if who.territory == province and who.role not in FOR_INSURANCE:
        return of_province()
    fence = Fence.INSURANCE if who.role in FOR_INSURANCE else Fence.TERRITORY
    return of_territory(who.territory or key, on, fence, organisation=key)
