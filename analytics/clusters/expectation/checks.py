"""Which tables of examined and harmed workers can be analysed; others are refused in a sentence."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.expectation.rates import Design
from analytics.clusters.refusal import Refusal

NAMED = ("employer_id", "institution_id", "month", "examined", "harmed")


def check(frame: pd.DataFrame, design: Design) -> None:
    """Raises Refusal: missing columns, counts that are none, more harmed than examined, unreadable numbers, months."""
    missing = [name for name in [*NAMED, *design.columns] if name not in frame]
    if missing:
        names = ", ".join(missing)
        raise Refusal(f"缺少列：{names}。", f"Columns are missing: {names}.")
    _check_counts(frame[["examined", "harmed"]].to_numpy(float, na_value=np.nan))
    for name in design.numbers:
        number = pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)
        if (~np.isfinite(number) & frame[name].notna().to_numpy()).any():
            raise Refusal(f"列 {name} 中有不是数的值。", f"Column {name} has values that are no numbers.")
    if pd.to_datetime(frame.month, errors="coerce").isna().any():
        raise Refusal(
            "有的行没有可读的月份；请补上检查月份。", "Rows lack a readable month; add that of the examination."
        )


def _check_counts(counts: np.ndarray) -> None:
    if not (np.isfinite(counts).all() and (counts >= 0).all() and (counts == np.floor(counts)).all()):
        raise Refusal(
            "受检和受损人数必须是不小于零的整数。", "Examined and harmed must be whole numbers not below nought."
        )
    more = np.flatnonzero(counts[:, 1] > counts[:, 0])
    if len(more):
        row = int(more[0]) + 1
        raise Refusal(
            f"第 {row} 行受损人数多于受检人数；请检查。", f"Row {row} has more harmed than examined; check it."
        )
