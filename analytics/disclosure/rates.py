"""Rates of what was published: only where numerator and denominator may both be seen, so that they tell nothing new."""

import pandas as pd  # type: ignore[import-untyped]

RESERVED = ("table", "count", "shown", "reason")


def rates(frame: pd.DataFrame, numerator: str, denominator: str, per: float = 1.0) -> pd.DataFrame:
    """The rate of one published table against another, cell by cell.

    `frame` is that of a Publication; `per` is 1000 for a rate per thousand. Columns: the group columns, numerator and
    denominator (persons), rate; empty where either is hidden or the denominator is nought.
    """
    groups = [column for column in frame.columns if column not in RESERVED]
    above = frame.loc[frame.table == numerator, [*groups, "count"]].rename(columns={"count": "numerator"})
    below = frame.loc[frame.table == denominator, [*groups, "count"]].rename(columns={"count": "denominator"})
    both = above.merge(below, on=groups, how="left") if groups else above.merge(below, how="cross")
    divisor = both.denominator.where(both.denominator > 0)
    return both.assign(rate=(both.numerator / divisor * per).astype("Float64"))
