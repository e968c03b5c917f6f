"""What was decided on applications: which decisions were made for a case, and for which cases none recognised it."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.recognised import RECOGNISED

NOT_ACCEPTED = "not_accepted"


def decisions(frames: Frames, as_of: date) -> Table:
    """Decisions by `as_of`: `decided_on`, `known_on` when it was served (else decided), and what the application said.

    A decision that was not dated counts from the application.
    """
    made = frames.document("determination").filter(_.decision.notnull())
    dated = made.mutate(decided_on=ibis.coalesce(_.decided_on, _.applied_on)).filter(_.decided_on <= as_of)
    return dated.select(
        "person_id",
        "applicant",
        "applied_on",
        "decided_on",
        "decision",
        known_on=ibis.coalesce(_.served_on, _.decided_on),
        for_day=_.diagnosed_on,
        for_disease=_.disease,
        decision_id=_.record_id,
    )


def unrecognised(frames: Frames, cases: Table, as_of: date) -> Table:
    """Those of `cases` that no decision has recognised since the diagnosis."""
    recognised = decided(frames, cases, as_of, RECOGNISED).select("case_record_id")
    return cases.anti_join(recognised, "case_record_id")


def decided(frames: Frames, cases: Table, as_of: date, wanted: tuple[str, ...]) -> Table:
    """Each of `cases` with every decision among `wanted` on an application made for it since the diagnosis.

    An application is for the case unless it names both another disease and another day.
    """
    made = decisions(frames, as_of).filter(_.decision.isin(wanted))
    since = cases.inner_join(made, ["person_id", made.applied_on >= cases.diagnosed_on])
    other_day = (_.for_day != _.diagnosed_on) & (_.for_day != _.clock_on)
    return since.filter(~(other_day & (_.for_disease != _.disease)).fill_null(False))
