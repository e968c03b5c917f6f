"""Who is over the retirement age, as far as a year of birth and a sex can tell."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import IntegerValue, Table

from analytics.frames import Frames
from analytics.parameters import parameter
from analytics.timeline.months import month_number

AGE = "gaps/retirement_months"
FIRST_PUT_OFF = 2025 * 12  # January 2025: who should have retired from then on does so later
WOMAN = "2"


def over_age(frames: Frames, cases: Table, day: str, as_of: date) -> Table:
    """Those of `cases` who were over the retirement age on the date column `day`, with `missing`.

    Whoever was born in a year counts as born in its December, so that nobody is called over age too early. A woman past
    the lower age but not the higher is among them, and `missing` names `post`: it decides which one is hers. Somebody
    of unknown sex is asked the highest age.
    """
    aged = cases.inner_join(_people(frames), "person_id").mutate(month=month_number(cases[day]))
    ends = {who: _retires(_.born, who, as_of) for who in ("man", "woman", "woman_worker")}
    known = ibis.ifelse(_.sex == WOMAN, ends["woman"], ends["man"]) < _.month
    maybe = (_.sex == WOMAN) & (ends["woman_worker"] < _.month)
    aged = aged.mutate(known=known, maybe=maybe).filter(_.known | _.maybe)
    return aged.mutate(missing=ibis.ifelse(_.known, ibis.null("array<string>"), ibis.array(["post"])))


def _people(frames: Frames) -> Table:
    """Each person with `born`, the last month it can be; the sex only where all registers agree."""
    known = frames.worker.filter(_.birth_year.notnull()).group_by("person_id")
    people = known.agg(born=_.birth_year.max().cast("int64") * 12 + 11, sex=_.sex.max(), other=_.sex.min())
    return people.mutate(sex=ibis.ifelse(_.sex == _.other, _.sex, "0")).drop("other")


def _retires(born: IntegerValue, who: str, as_of: date) -> IntegerValue:
    """The month in which somebody born in the month `born` retires, both as `month_number` counts them."""
    table = parameter(AGE).on(as_of).table
    months, step, most = (int(table[name]) for name in (who, f"{who}_step", f"{who}_most"))
    since = born + months - FIRST_PUT_OFF
    delay = ibis.least((since / step).floor().cast("int64") + 1, most)
    return born + months + ibis.ifelse(since < 0, 0, delay)


def last_month(born: int, who: str, as_of: date) -> int:
    """The same for one person: `who` is man, woman (55) or woman_worker (50)."""
    return int(_retires(ibis.literal(born, type="int64"), who, as_of).to_pyarrow().as_py())
