"""What the examinations of every employer found month by month, and what they let expect: one's own past.

What an institution does in a month to all it examines, and what befalls a hazard everywhere, is expected; each is
learnt from other employers, so that no employer explains itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd  # type: ignore[import-untyped]
from ibis import _

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.crossfit import CrossFit
from analytics.clusters.expectation.expected import BY_STRATUM
from analytics.clusters.expectation.institutions import factors
from analytics.clusters.expectation.rates import Floats
from analytics.clusters.layers.layer import Window
from analytics.frames import Frames

MONTHS = 62  # five years, a month on either side of the same one, and the judged one
CELL = ["employer_id", "institution_id", "month", "hazard"]
COUNTS = ["harmed", "expected"]
ALIKE = 0  # in place of what is not told apart
REPORTED = 0.95  # of the examinations of a month: then it is whole
LEARNT_FROM = 15, 3  # months ago: a year of which nearly everything is reported


@dataclass(frozen=True)
class Monthly:
    """`rows` of employer_id, hazard, ago (months before that of `last`, from 0), harmed, expected and steady.

    `last` ends the last whole month. `expected` rises with what befalls the hazard everywhere, `steady` only with what
    befalls all hazards alike; how high either is on the whole means nothing.
    """

    last: date
    rows: pd.DataFrame

    def first(self, months: int) -> date:
        """The first day of the last so many months."""
        day: date = (pd.Timestamp(self.last).replace(day=1) - pd.DateOffset(months=months - 1)).date()
        return day


def monthly(frames: Frames, window: Window) -> Monthly:
    """The last MONTHS months up to the last that is whole."""
    last = last_whole_month(frames, window.last)
    before = Monthly(last, pd.DataFrame()).first(MONTHS) - timedelta(days=1)
    counts = counted(frames, before, last).to_pandas()
    months = pd.to_datetime(counts.month)
    ago = (last.year - months.dt.year) * 12 + last.month - months.dt.month
    rows = _expected(counts).assign(ago=ago.astype(int))
    by = ["employer_id", "hazard", "ago"]
    return Monthly(last, rows.groupby(by, as_index=False)[[*COUNTS, "steady"]].sum())


def last_whole_month(frames: Frames, day: date) -> date:
    """The last day of the last month so long over that, as reports came a year ago, REPORTED of it is here.

    A month still filling is neither low nor high: who is found harmed may well be reported sooner than who is not.
    """
    first, last = ((pd.Timestamp(day) - pd.DateOffset(months=months)).date() for months in LEARNT_FROM)
    exams = frames.document("examination").filter(_.examined_on > first, _.examined_on <= last)
    took = exams.select(days=_.reporting.reported_on.delta(_.examined_on, unit="day"))
    days = took.days.quantile(REPORTED).execute()
    whole = day - timedelta(days=0 if pd.isna(days) else max(int(days), 0)) + timedelta(days=1)
    return whole.replace(day=1) - timedelta(days=1)


def _expected(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows with `expected` and `steady`; where there is a single employer, everybody examined alike."""
    cells = counts[["employer_id", "hazard", "harmed"]].assign(expected=counts.examined.astype(float))
    if counts.employer_id.nunique() < 2:
        return cells.assign(steady=cells.expected)
    codes = {name: pd.factorize(counts[name], sort=True, use_na_sentinel=False)[0] for name in CELL}
    fit = CrossFit(counts, codes["employer_id"], BY_STRATUM)
    examined, harmed = (counts[name].to_numpy(float) for name in ("examined", "harmed"))
    told = pd.DataFrame({**codes, "harmed": harmed, "expected": examined * fit.rates(examined, harmed)})
    told["expected"] *= _common(told.assign(hazard=ALIKE))
    steady = told.expected * _common(told.assign(hazard=ALIKE, institution_id=ALIKE))
    expected = told.expected * _common(told.assign(institution_id=ALIKE))
    return cells.assign(expected=expected.to_numpy(), steady=steady.to_numpy())


def _common(told: pd.DataFrame) -> Floats:
    """The factor float64[rows] of each row's institution, hazard and month, by all employers but its own."""
    by = told.groupby(CELL)
    factor: Floats = factors(by[COUNTS].sum().reset_index())[by.ngroup().to_numpy()]
    return factor
