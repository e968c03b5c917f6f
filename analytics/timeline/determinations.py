"""Applications for determination, and what had become of them."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

WITHOUT_ANSWER = ("not_accepted", "withdrawn")


def applications(frames: Frames, as_of: date) -> Table:
    """Applications for determination made by `as_of`, by anyone; `for_day` and `for_disease` where they say it."""
    applied = frames.document("determination").filter(_.applied_on <= as_of)
    return applied.select("person_id", "applied_on", for_day=_.diagnosed_on, for_disease=_.disease)


def stations(frames: Frames, as_of: date) -> Table:
    """Every application made by `as_of`, with what had become of it then.

    `taken_up`: accepted or decided; `settled`: decided, in whatever way. A decision without its day is taken as made:
    that it is there is what the records show. The columns of the document stay.
    """
    applied = frames.document("determination").filter(_.applied_on <= as_of)
    undated = _.decided_on.isnull() & _.decision.notnull()
    known = applied.mutate(settled=(_.decided_on <= as_of).fill_null(False) | undated)
    return known.mutate(taken_up=_.settled | (_.accepted_on <= as_of).fill_null(False))


def alone(waiting: Table, going: Table) -> Table:
    """Those of `waiting` whose case goes on in no other application among `going` (both from `stations`).

    Two applications are of one case unless they name both another disease and another day. One that was not accepted,
    or withdrawn, carries no case on.
    """
    others = going.filter(_.decision.isnull() | ~_.decision.isin(WITHOUT_ANSWER)).select(
        "person_id",
        other_day=_.diagnosed_on,
        other_disease=_.disease,
        moved_on=ibis.coalesce(_.decided_on, _.accepted_on, _.applied_on),
    )
    differs = (others.other_day != waiting.diagnosed_on) & (others.other_disease != waiting.disease)
    same = ~differs.fill_null(False)
    return waiting.anti_join(others, ["person_id", others.moved_on >= waiting.applied_on, same])
