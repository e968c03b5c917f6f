"""Signing in to the demonstration province, whose people are invented: one press for each kind of user, no password.

Included by `ohub demo` alone, which listens on this machine only.
"""

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection, text

from hub.db import Store
from hub.door.callers import DOOR, OfStore, address_of
from hub.door.cookies import set_session
from hub.door.locks import ForAll
from hub.errors import NotFoundError
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.sessions import start
from hub.security.accounts.users import LoginError, NewUser, add_user, find_user
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Role

router = APIRouter(include_in_schema=False)

# Whom each role is shown as: somebody for whom there is something to see.
BUSIEST_COUNTY = """
select 'bureau:' || division_code from finding where closed_on is null and length(division_code) = 6
group by division_code order by count(*) desc, division_code limit 1
"""
EMPLOYER = """
select 'employer:' || e.credit_code from finding f join employer e using (employer_id) where f.closed_on is null
group by e.credit_code order by count(*) desc, e.credit_code limit 1
"""
INSTITUTION = """
select 'institution:' || org_code from record_version where document = '{}' and known_to = 'infinity'
group by org_code order by count(*) desc, org_code limit 1
"""
WORKER = """
select 'person:' || worker_id from finding where closed_on is null and worker_id is not null
order by finding_id limit 1
"""
PROVINCE = "select 'bureau:' || cast(:province as text)"
WHO: dict[Role, str] = {
    Role.CASE_REGULATOR: PROVINCE,
    Role.REGULATOR: BUSIEST_COUNTY,
    Role.EMPLOYER: EMPLOYER,
    Role.EXAM_INSTITUTION: INSTITUTION.format("examination"),
    Role.DIAGNOSIS_INSTITUTION: INSTITUTION.format("diagnosis"),
    Role.INSURANCE_AGENCY: PROVINCE,
    Role.CAPACITY_COMMITTEE: PROVINCE,
    Role.WORKER: WORKER,
    Role.AUDITOR: PROVINCE,
    Role.SECURITY_ADMIN: PROVINCE,
    Role.SYSTEM_ADMIN: PROVINCE,
}


@router.post("/sign-in/demonstration")
def demonstration(request: Request, store: OfStore, _: ForAll, role: Annotated[Role, Form()]) -> Response:
    with store.transaction(DOOR) as connection:
        login = _user(connection, store, role)
        token = start(connection, find_user(connection, login).user_id, datetime.now(UTC), second_factor=True)
        detail = {"step": "demonstration", "login": login}
        record_access(connection, store.keys, DOOR, Access(Verb.SIGN_IN, address=address_of(request), detail=detail))
    response = RedirectResponse("/", 303)
    set_session(response, request, token)
    return response


def _user(connection: Connection, store: Store, role: Role) -> str:
    """The login of the user that the role is shown as, made when nobody was it before."""
    organisation = connection.execute(text(WHO[role]), {"province": store.settings.province}).scalar()
    if organisation is None:
        raise NotFoundError(
            "示范省里还没有这种用户能看的内容；请先运行 ohub demo 到底，或换一种身份。",
            "The demonstration has nothing yet for this kind of user; let `ohub demo` finish, or choose another.",
        )
    kind, key = organisation.split(":")
    login = f"demo-{role.replace('_', '-')}"
    new = NewUser(login, login, role, Organisation(kind, key), key if kind == "bureau" else None,
                  datetime.now(store.settings.zone).date())  # fmt: skip
    with suppress(LoginError), connection.begin_nested():
        add_user(connection, store.vault, DOOR, new, secrets.token_urlsafe(30), datetime.now(UTC))
    return login
