"""Pneumoconioses that advanced to a later stage (晋期)."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames

ADVANCED = ("02", "03")  # 尘肺病例类型: first and further advance


def progressions(frames: Frames, as_of: date) -> Table:
    """The last advance of each person and disease by `as_of`: `advanced_on`, with the diagnosis that tells it.

    A record of an advance (晋期病例) is dated by its last stage, else by its diagnosis. Of any other record the later
    stages count only if an earlier one is dated too: somebody first found in stage two has not advanced.
    """
    told = frames.document("diagnosis").mutate(one=_.stages.one_on, two=_.stages.two_on, three=_.stages.three_on)
    is_advance, never = told.case_type.isin(ADVANCED).fill_null(False), ibis.null("date")
    to_three = ibis.ifelse(ibis.coalesce(told.two, told.one) < told.three, told.three, never)
    to_two = ibis.ifelse(told.one < told.two, told.two, never)
    marked = ibis.ifelse(is_advance, ibis.coalesce(told.three, told.two, told.diagnosed_on), never)
    dated = ibis.union(*(told.mutate(advanced_on=day) for day in (marked, to_three, to_two)))
    last = ibis.row_number().over(
        group_by=[_.person_id, _.disease], order_by=[_.advanced_on.desc(), _.record_id.desc()]
    )
    known = dated.filter(_.advanced_on <= as_of).mutate(rank=last).filter(_.rank == 0)
    return known.select("person_id", "employer_id", "division_code", "advanced_on", case_record_id=_.record_id)
