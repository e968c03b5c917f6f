"""Tasks for findings that have none: all of them at night, one when somebody asks for it.

The duty is the bureau's of the county where the finding lies, of the insurance agency where the fund must pay.
"""

from datetime import date

from sqlalchemy import Connection, text

from hub.errors import NotFoundError
from hub.work.deadlines import usual
from hub.work.moving import Desk
from hub.work.tasks import LARGEST, task_of
from hub.work.transitions import State
from schemas.codes.divisions import HOME, ancestors, current, normalise

PROVINCE = f"{HOME}0000"
PLACES = "select distinct f.division_code from finding f where {which}"
BEGIN = """
insert into task (finding_id, analysis, rule, worker_id, employer_id, division_code, state, agency, bureau, due_on)
select f.finding_id, f.analysis, f.rule, f.worker_id, f.employer_id, f.division_code, :state,
    case when f.analysis = 'gaps' and f.evidence ->> 'must_act' = 'fund' then 'insurance' else 'health' end,
    p.bureau, :due_on
from finding f
join unnest(cast(:places as text[]), cast(:bureaus as text[])) as p (place, bureau)
    on p.place = coalesce(f.division_code, '')
where {which}
order by f.finding_id
on conflict (finding_id) do nothing
returning task_id
"""
# A statement of its own: the policies of events look for the task.
TELL = """
insert into task_event (task_id, actor, kind, to_state, due_on, detail)
select task_id, :actor, 'created', state, due_on, jsonb_build_object('agency', agency, 'bureau', bureau)
from task where task_id = any(:tasks)
"""
MISSING = """f.analysis in ('gaps', 'clusters', 'compliance', 'quality') and f.closed_on is null
    and not exists (select from task t where t.finding_id = f.finding_id)"""
ONE = "f.finding_id = :finding"


def begin_all(connection: Connection, actor: str, on: date) -> int:
    """A task for every current finding without one; gives their number."""
    return _begin(connection, actor, on, MISSING)


def begin(connection: Connection, desk: Desk, finding_id: int) -> int:
    """The task of a finding, made if need be. Raises NotFoundError where the finding is not seen."""
    if 0 < finding_id <= LARGEST:
        _begin(connection, str(desk.actor), desk.today, ONE, finding=finding_id)
    if (task := task_of(connection, finding_id)) is None:
        raise NotFoundError(
            "没有这个编号的提示，或者它不在您的范围之内。", "There is no such finding, or it is outside your scope."
        )
    return task.task_id


def _begin(connection: Connection, actor: str, on: date, which: str, **names: int) -> int:
    places = [row[0] or "" for row in connection.execute(text(PLACES.format(which=which)), names)]
    values = {
        "places": places,
        "bureaus": [bureau_of(place, on) for place in places],
        "state": State.NEW,
        "due_on": usual(State.NEW, on),
    }
    begun = list(connection.execute(text(BEGIN.format(which=which)), values | names).scalars())
    connection.execute(text(TELL), {"actor": actor, "tasks": begun})
    return len(begun)


def bureau_of(place: str, on: date) -> str:
    """The lowest division with a bureau (county, city, province) that a place lies in on a day; else the province."""
    code = normalise(place) if place else None
    now = current(code, on) if code else None
    line = (now, *ancestors(now, on)) if now else ()
    return next((one for one in line if len(one) == len(PROVINCE)), PROVINCE)
