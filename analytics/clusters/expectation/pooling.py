"""Rows of a table of examined and harmed that are too small to be shown, summed into one: explanation/disclosure.md."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]


def pooled(sums: pd.DataFrame, by: str, threshold: int) -> pd.DataFrame:
    """The rows of `sums`, and `values`: of how many values of `by` a row is the sum; last comes that of several.

    `sums` has one row for each value of `by`, with examined, harmed and other numbers that may be summed. A row is
    small where 1 to `threshold` - 1 persons were harmed, or were not. All small ones are summed with as many of the
    least others as it takes: whoever knows all that is shown finds for each row summed an interval of `threshold` or
    more, even knowing that it is not nought. Where there are not enough, no row is given.
    """
    rows = sums.assign(values=1)
    sides = np.column_stack([sums.harmed, sums.examined - sums.harmed])
    small = ((sides > 0) & (sides < threshold)).any(axis=1)
    if not small.any():
        return rows
    order = np.lexsort([sums.harmed, sums.harmed == 0, ~small])  # the small, then the least others, noughts last
    number = np.arange(1, len(order) + 1)
    together = sides[order].cumsum(axis=0)
    enough = ((together == 0) | (together - number[:, None] >= threshold)).all(axis=1) & (number >= small.sum())
    if not enough.any():
        return rows[:0]
    inside = order[: enough.argmax() + 1]
    one = rows.iloc[inside].drop(columns=by).sum().to_frame().T.astype(rows.drop(columns=by).dtypes)
    return pd.concat([rows.drop(index=rows.index[inside]), one], ignore_index=True)
