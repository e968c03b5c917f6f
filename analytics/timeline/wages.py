"""The worker's own wage (本人工资), worked out from the months that the employer insured them (条例 64)."""

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.timeline.dated import number_on
from analytics.timeline.months import FAR, month_number

AVERAGE = "entitlements/average_monthly_wage"
BOUNDS = "entitlements/wage_bounds_percent"
YEAR = 12


def with_own_wage(frames: Frames, cases: Table) -> Table:
    """`cases` with `own_wage` in yuan a month, between the bounds on `injured_on`; null where it is not known.

    It is known where the employer of the case contributed in each of the twelve months before the month of
    `injured_on`. Two employers' wages are not added up, nor fewer months stretched: the text says neither.
    `case_record_id` tells the cases apart.
    """
    keys = cases.select("case_record_id", "person_id", "employer_id", month=month_number(_.injured_on))
    steps = _steps(frames, keys)
    within = [steps.first < keys.month, steps.last >= keys.month - YEAR]
    counted = keys.inner_join(steps, ["person_id", "employer_id", *within]).mutate(
        months=ibis.least(_.last, _.month - 1) - ibis.greatest(_.first, _.month - YEAR) + 1
    )
    summed = counted.group_by("case_record_id").agg(months=_.months.sum(), mean=(_.months * _.wage).sum() / float(YEAR))
    whole = summed.filter(_.months == YEAR).select("case_record_id", "mean")
    joined = cases.left_join(whole, "case_record_id").drop("case_record_id_right")
    return _bounded(joined)


def _steps(frames: Frames, keys: Table) -> Table:
    """Each contribution wage with the `first` and `last` month in which it was paid; only of the persons of `keys`."""
    spells = frames.document("insured_spell").semi_join(keys, "person_id")
    each = spells.select("person_id", "employer_id", "record_id", "first_month", "last_month", step=_.wages.unnest())
    told = each.select(
        "person_id",
        "employer_id",
        "record_id",
        wage=_.step.monthly_wage.cast("float64"),
        first=ibis.greatest(month_number(_.step.from_month), month_number(_.first_month)),
        end=month_number(_.last_month).fill_null(FAR),
    )
    following = _.first.lead().over(group_by=_.record_id, order_by=_.first)
    return told.mutate(last=ibis.least(_.end, following.fill_null(FAR) - 1)).drop("end", "record_id")


def _bounded(joined: Table) -> Table:
    average = number_on(AVERAGE, joined.injured_on)
    lowest = number_on(BOUNDS, joined.injured_on, "lowest") * average / 100
    highest = number_on(BOUNDS, joined.injured_on, "highest") * average / 100
    bounded = ibis.greatest(ibis.least(joined.mean, highest), lowest)
    known = joined.mean.notnull() & lowest.notnull()  # least and greatest pass over what is null
    return joined.mutate(own_wage=ibis.ifelse(known, bounded, ibis.null("float64"))).drop("mean")
