"""By when a task is due in a state: no law says so, so a dated table of ours does."""

from datetime import date, timedelta

from analytics.parameters import parameter
from hub.errors import HubError
from hub.work.transitions import Due, Transition

DAYS = "worklist/days_in_state"
LATEST = 366  # days ahead: a deadline beyond is a slip of the pen


class DeadlineError(HubError):
    """A deadline that is missing, past or too far away."""

    status = 422


def usual(state: str, on: date) -> date:
    """The day on which a task that comes into `state` on a day is due."""
    return on + timedelta(days=int(parameter(DAYS).on(on).table[state]))


def deadline(way: Transition, given: date | None, on: date) -> date | None:
    """The deadline after a transition; None where there is none any more. Raises DeadlineError."""
    if way.due is Due.NONE:
        return None
    if given is None and way.due is Due.GIVEN:
        raise DeadlineError(
            "挂牌督办必须写明办结期限；请选择日期。", "A supervised case needs a deadline; choose a day."
        )
    if given is not None and not on <= given <= on + timedelta(days=LATEST):
        raise DeadlineError(
            f"期限须在今天（{on}）至一年之内；请改正日期。",
            f"A deadline lies between today ({on}) and one year ahead; mend the day.",
        )
    return given or usual(way.target, on)
