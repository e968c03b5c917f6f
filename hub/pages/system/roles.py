"""Which role may do what: the truth table, as the program itself reads it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.door.callers import Caller
from hub.door.locks import needs
from hub.pages.rendering import render
from hub.pages.texts import language, texts
from hub.security.permissions import ROLES, Permission, Role

router = APIRouter(include_in_schema=False)
OFFICES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
OfOffices = Annotated[Caller, needs(Permission.USER_MANAGE, Permission.AUDIT_READ, Permission.SYSTEM_OPERATE)]


@dataclass(frozen=True)
class RolesPage:
    """`rows`: a permission, what it means, and for each of `roles` whether it is given."""

    roles: list[Role]
    rows: list[tuple[str, str, list[bool]]]


@router.get("/system/roles")
def roles(request: Request, _: OfOffices) -> HTMLResponse:
    told, order = texts(language(request)), [*[role for role in Role if role not in OFFICES], *OFFICES]
    rows = [
        (str(each), told.get(f"permission_{each.replace(':', '_')}", ""), [each in ROLES[role] for role in order])
        for each in Permission
    ]
    return render(request, "system/roles.html", page=RolesPage(order, rows))
