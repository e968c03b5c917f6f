"""Signs of life of employers: what only an employer that exists can have brought about."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

CLOSED = "employer_closed"


def signs_of_life(frames: Frames, cases: Table, as_of: date) -> Table:
    """For each employer in `cases` `last_sign_on`, and `closed_on` where a contract ended because the employer did.

    Signs are examinations, measurements, reports, applications by the employer, contracts that ended for another
    reason, insured months; a spell that goes on is a sign of `as_of` itself. A diagnosis is none: the certificate
    names an employer whether it exists or not.
    """
    spell = frames.document("insured_spell").filter(_.first_month <= as_of)
    goes_on = spell.last_month.isnull() | (spell.last_month > as_of)
    ended = frames.document("termination").filter(_.ended_on <= as_of)
    signs = ibis.union(
        frames.document("examination").select("employer_id", on=_.examined_on),
        frames.document("measurement").select("employer_id", on=_.reported_on),
        frames.document("employer").select("employer_id", on=_.reported_on),
        frames.document("determination").filter(_.applicant == "employer").select("employer_id", on=_.applied_on),
        ended.filter(_.reason != CLOSED).select("employer_id", on=_.ended_on),
        spell.select("employer_id", on=ibis.ifelse(goes_on, ibis.literal(as_of), spell.last_month)),
    )
    asked = cases.select("employer_id")  # few among many
    signs = signs.filter(_.on <= as_of).semi_join(asked, "employer_id")
    last = signs.group_by("employer_id").agg(last_sign_on=_.on.max())
    ends = ended.filter(_.reason == CLOSED).semi_join(asked, "employer_id")
    closed = ends.group_by("employer_id").agg(closed_on=_.ended_on.max())
    both = last.outer_join(closed, "employer_id")
    return both.select("last_sign_on", "closed_on", employer_id=ibis.coalesce(_.employer_id, _.employer_id_right))


def gone(frames: Frames, cases: Table, as_of: date, silent_months: int) -> Table:
    """Each of `cases` with `gone_on`, from when its employer seems gone, and whether it is known to have `closed`.

    An employer that closed and gave no sign since is gone from that day. Of one that gave none for `silent_months`
    it is only likely; one of which nothing was ever known is silent from the clock's first day.
    """
    known = cases.filter(_.employer_id.notnull()).left_join(signs_of_life(frames, cases, as_of), "employer_id")
    quiet = known.last_sign_on.isnull() | (known.last_sign_on <= known.closed_on)
    closed = (known.closed_on.notnull() & quiet).fill_null(False)
    silent = ibis.coalesce(known.last_sign_on, known.clock_on) + ibis.interval(months=silent_months)
    gone_on = ibis.ifelse(closed, known.closed_on, silent.cast("date"))
    return known.mutate(closed=closed, gone_on=gone_on).drop("employer_id_right", "last_sign_on", "closed_on")
