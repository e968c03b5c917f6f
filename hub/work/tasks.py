"""A task as it stands, found by its number or by its finding, behind the fence of whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from hub.errors import NotFoundError
from hub.security.permissions import Permission, Role, may
from hub.security.scope import Fence, Scope
from hub.work.transitions import ENDED, State, Transition, ways

LARGEST = 2**63 - 1
COLUMNS = """t.task_id, t.finding_id, t.analysis, t.rule, t.worker_id, t.employer_id, t.division_code, t.state,
    t.agency, t.bureau, t.owner, t.due_on, t.escalations, t.is_gone, t.version, t.created_at, t.changed_at,
    t.due_on < current_date and t.state not in ('closed', 'dismissed') as is_late"""
BY_NUMBER = f"select {COLUMNS} from task t where task_id = :task"
BY_FINDING = f"select {COLUMNS} from task t where finding_id = :finding"
HEALTH, INSURANCE = AGENCIES = ("health", "insurance")
# Where the page of a finding is, by its analysis; the others have none of their own.
PAGES = {"gaps": "/gaps/{}", "clusters": "/clusters/{}"}


@dataclass(frozen=True)
class Task:
    """`bureau` is the division of the office whose duty it is, of the `agency` health or insurance; `owner` a login.

    `is_gone`: what the finding says is no longer true.
    """

    task_id: int
    finding_id: int
    analysis: str
    rule: str
    worker_id: int | None
    employer_id: int | None
    division_code: str | None
    state: str
    agency: str
    bureau: str
    owner: str | None
    due_on: date
    escalations: int
    is_gone: bool
    version: int
    created_at: datetime
    changed_at: datetime
    is_late: bool

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def page(self) -> str:
        """The address of the finding's own page; blank where it has none."""
        return PAGES.get(self.analysis, "").format(self.finding_id)

    def is_duty_of(self, scope: Scope | None) -> bool:
        """Is it for whoever acts within that fence to decide on? As the policies of the table say."""
        if scope is None or scope.fence is Fence.PROVINCE:
            return self.agency == HEALTH
        own = self.bureau in scope.settings.get("divisions", "").split(",")
        return own and scope.fence in FENCES and self.agency == agency_of(scope)

    def ways(self, role: Role, scope: Scope | None) -> list[Transition]:
        """What somebody may do with it now."""
        return ways(State(self.state), role) if self.is_duty_of(scope) else []

    def may_be_changed(self, role: Role, scope: Scope | None) -> bool:
        """May somebody give it to a colleague or another office?"""
        return not self.has_ended and may(role, Permission.FINDING_ACT) and self.is_duty_of(scope)


FENCES = (Fence.TERRITORY, Fence.INSURANCE)


def agency_of(scope: Scope | None) -> str:
    """The agency of whoever acts within that fence."""
    return INSURANCE if scope and scope.fence is Fence.INSURANCE else HEALTH


def task_of(connection: Connection, finding_id: int) -> Task | None:
    """The task of a finding; None where there is none, or it is not seen."""
    row = connection.execute(text(BY_FINDING), {"finding": finding_id}).mappings().first()
    return Task(**row) if row else None


def one_task(connection: Connection, task_id: int) -> Task:
    """Raises NotFoundError where there is none, or it is not seen."""
    found = connection.execute(text(BY_NUMBER), {"task": task_id}) if 0 < task_id <= LARGEST else None
    row = found.mappings().first() if found else None
    if row is None:
        raise not_seen()
    return Task(**row)


def not_seen() -> NotFoundError:
    """The same whether there is no such task or it is not for them."""
    return NotFoundError(
        "没有这个编号的办理事项，或者它不在您的范围之内；请从办理清单打开。",
        "There is no task of that number, or it is outside your scope; open it from the worklist.",
    )
