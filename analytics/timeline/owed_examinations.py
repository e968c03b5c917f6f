"""The examinations that are late for the jobs that the records tell of."""

from datetime import date
from functools import partial

import ibis
from ibis import _
from ibis.expr.types import DateValue, Table, Value

from analytics.frames import Frames
from analytics.rules.base import COLUMNS
from analytics.surveillance.duties import JOBS, duties_of
from analytics.surveillance.last_examinations import with_last
from analytics.timeline.exposures import examined, last_examined
from analytics.timeline.jobs import MORE, jobs

NOBODY_SAYS = ibis.null("string")  # the division is that of the employer


def owed(frames: Frames, as_of: date) -> Table:
    """What `duties` finds late on `as_of`, with `started_on`, `left_on` and `MORE` of the job; computed once."""
    return frames.once(("owed examinations", as_of), partial(_owed, frames, as_of))


def _owed(frames: Frames, as_of: date) -> Table:
    found = jobs(frames, as_of)
    last = partial(with_last, found.select(*JOBS), last_examined(frames, as_of), as_of)
    seen = frames.once(("examined jobs", as_of), last)
    later = seen.filter(seen.last_known > seen.left_on)
    late = duties_of(seen, examined(frames, as_of, later), as_of).filter(_.overdue_days > 0)
    more = found.select("job_id", "hazard", "started_on", "left_on", *MORE)
    return late.inner_join(more, ["job_id", "hazard"])


def listed(late: Table, clock_on: DateValue, **more: Value) -> Table:
    """Rows of `owed` with the columns that a rule yields, and `about`: hazard · type · edition and clause."""
    clause = late.edition + " " + late.clause
    about = late.hazard + " · " + late.type + " · " + clause
    named = late.mutate(
        case_record_id=late.record_id,
        division_code=NOBODY_SAYS,
        clock_on=clock_on,
        due_on=late.due,
        evidence=ibis.array([late.record_id]),
        about=about,
        **more,
    )
    return named.select(*COLUMNS, "about", *more)
