"""Which examinations workers would be owed otherwise, and when."""

from datetime import date
from functools import partial

from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.simulation.comparing import Told
from analytics.surveillance import duties
from analytics.surveillance.duties import JOBS
from analytics.timeline.exposures import examined
from analytics.timeline.jobs import jobs

KEY = ("person_id", "job_id", "hazard", "type")
COMPARED = ("due", "period_months", "mandatory", "edition")
RULE = "duty {type} {hazard}"


def owed(frames: Frames, as_of: date) -> Table:
    """All examinations owed to workers of the jobs that the records tell of, computed here, in this world."""
    return frames.once(("simulated duties", as_of), partial(_owed, frames, as_of))


def _owed(frames: Frames, as_of: date) -> Table:
    found = duties(jobs(frames, as_of).select(*JOBS), examined(frames, as_of), as_of)
    return found.select(*KEY, *COMPARED)


def different(one: Table, other: Table) -> list[Told]:
    """The rows of `one` that are not the same in `other`; both on one engine."""
    # A row is the same where nothing that is compared differs; empty cells are the same too.
    same = [one[name].identical_to(other[name]) for name in (*KEY, *COMPARED)]
    return [_told(row) for row in one.anti_join(other, same).to_pyarrow().to_pylist()]


def _told(row: dict[str, object]) -> Told:
    about = (("job_id", row["job_id"]), ("hazard", row["hazard"]), ("type", row["type"]))
    return Told(RULE.format(**row), str(row["person_id"]), about, {name: row[name] for name in COMPARED})
