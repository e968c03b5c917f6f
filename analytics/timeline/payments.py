"""Who has been paid anything."""

from datetime import date

from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames


def unpaid(frames: Frames, cases: Table, as_of: date) -> Table:
    """Those of `cases` of whose person no payment at all is known since `diagnosed_on`.

    Of any item, whether the fund, the employer or the fund in the employer's place has paid.
    """
    paid = frames.document("benefit").filter(_.paid_on <= as_of).select("person_id", "paid_on")
    return cases.anti_join(paid, ["person_id", paid.paid_on >= cases.diagnosed_on])
