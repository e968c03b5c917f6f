"""Giving a task to a colleague, or handing it over to another office, which then sees it as its own duty."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError
from hub.security.accounts.organisations import Organisation
from hub.security.actor import Actor
from hub.work.beginning import PROVINCE, bureau_of
from hub.work.moving import CHANGE, Deed, Desk, Seen, change
from hub.work.remarks import read_remark
from hub.work.tasks import AGENCIES, HEALTH, Task
from hub.work.transitions import STANDING
from schemas.codes.divisions import ancestors

ASSIGN = CHANGE.format(change="owner = :owner")
HAND_OVER = CHANGE.format(change="agency = :agency, bureau = :bureau, owner = null")
COLLEAGUES = """
select login from app_user
where organisation_kind = :kind and organisation_key = :key and role = :role and disabled_at is null
    and current_date between active_from and coalesce(active_until, 'infinity') order by login
"""
STATES = {"origins": list(STANDING)}


class GivingError(HubError):
    """A colleague or an office that a task cannot be given to."""

    status = 422


def colleagues(store: Store, actor: Actor, organisation: Organisation, role: str) -> list[str]:
    """The logins of those who do the same work at the same organisation, oneself among them."""
    with store.transaction(actor.as_hub()) as connection:  # users lie behind no fence of those who are seen here
        values = {"kind": organisation.kind, "key": organisation.key, "role": role}
        return list(connection.execute(text(COLLEAGUES), values).scalars())


def assign(
    connection: Connection, desk: Desk, seen: Sequence[Seen], owner: str, known: Sequence[str], remark: str = ""
) -> list[int]:
    """Give tasks to one of `known`, or with a blank `owner` to nobody; gives those that went. Raises GivingError."""
    if owner and owner not in known:
        raise GivingError(
            "经办人须是本单位在岗的同类用户；请从列表中选择。",
            "The owner is somebody of your own office who does the same work; choose from the list.",
        )
    deed = Deed("assigned", read_remark(remark), {"owner": owner or None})
    return change(connection, desk, ASSIGN, seen, deed, {**STATES, "owner": owner or None})


def offices(task: Task, on: date) -> list[tuple[str, str]]:
    """Where a task may go, as (agency, bureau): up and down the line of its place; a gap also to the other agency."""
    place = bureau_of(task.division_code or "", on)
    line = [place, *(one for one in ancestors(place, on) if one != place)] if place != PROVINCE else [PROVINCE]
    agencies = AGENCIES if task.analysis == "gaps" else (HEALTH,)
    found = [(agency, bureau) for agency in agencies for bureau in line]
    return [one for one in found if one != (task.agency, task.bureau)]


def hand_over(
    connection: Connection, desk: Desk, task: Task, version: int, office: tuple[str, str], remark: str
) -> list[int]:
    """Hand `task`, as it was seen in `version`, over to an office, with a reason. Raises GivingError, RemarkError."""
    if office not in offices(task, desk.today):
        raise GivingError(
            "只能移交给同一辖区线上的上下级单位，待遇缺口还可移交给工伤保险经办机构；请从列表中选择。",
            "A task goes up or down the line of its own place, a benefit gap also to the insurance agency; choose "
            "from the list.",
        )
    agency, bureau = office
    deed = Deed("handed_over", read_remark(remark, needed=True), {"agency": agency, "bureau": bureau})
    values = {**STATES, "agency": agency, "bureau": bureau}
    return change(connection, desk, HAND_OVER, [Seen(task.task_id, version)], deed, values)
