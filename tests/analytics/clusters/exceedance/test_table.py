"""Groups of readings against their limit: few of them, none detected, all alike, and what is no reading."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.clusters.exceedance.table import FITTED, exceedance
from analytics.clusters.refusal import Refusal


def readings(*rows: tuple[str, float, bool], limit: float = 4.0) -> pd.DataFrame:
    """Post, value, below."""
    return pd.DataFrame(rows, columns=["post", "value", "below"]).assign(limit=limit)


def test_by_hand() -> None:
    """Logarithms of multiples of the limit: mean ln(1/2), sd ln 2 (maximum likelihood), so one sd from the limit."""
    table = readings(*[("抛光", 2.0 * 2**z, False) for z in (-1, 1, -1, 1, -1, 1)])
    row = exceedance(table, ["post"]).iloc[0]
    assert (row.readings, row.detected, row.above, row.method) == (6, 6, 0, "lognormal")
    assert (row.geometric_mean, row.geometric_sd) == pytest.approx((0.5, 2.0))
    assert row.share == pytest.approx(stats.norm.sf(1))
    assert row.p95 == pytest.approx(0.5 * 2**1.6449, rel=1e-4)
    assert row.p == pytest.approx(stats.nct.sf(-np.sqrt(5), 5, -np.sqrt(6) * 1.644854), rel=1e-5)
    assert stats.nct.cdf(-np.sqrt(5), 5, np.sqrt(6) * stats.norm.ppf(row.share_upper)) == pytest.approx(0.05, abs=1e-6)


COUNTED: dict[str, tuple[list[Any], tuple[int, int, float, float]]] = {
    "nothing detected in 59": ([("a", 0.1, True)] * 59, (0, 0, 0.0, 1 - 0.05 ** (1 / 59))),
    "one reading above": ([("a", 5.0, False)], (1, 1, 1.0, 1.0)),
    "two detected": ([("a", 5.0, False), ("a", 1.0, False), ("a", 1.0, True)], (2, 1, 1 / 3, 0.8646)),
    "all alike": ([("a", 1.0, False)] * 5, (5, 0, 0.0, 1 - 0.05 ** (1 / 5))),
    "detection limits above the limit": ([("a", 9.0, True)] * 3, (0, 0, 0.0, 1.0)),
}


@pytest.mark.parametrize("case", COUNTED)
def test_too_little_for_a_distribution_is_counted(case: str) -> None:
    rows, (detected, above, share, upper) = COUNTED[case]
    row = exceedance(readings(*rows), ["post"]).iloc[0]
    assert (row.method, row.detected, row.above, row.share) == ("count", detected, above, share)
    assert row.share_upper == pytest.approx(upper, abs=1e-4)
    assert row.p == pytest.approx(stats.binom.sf(above - 1, len(rows), 0.05))
    assert row[list(FITTED)].isna().all()


def test_readings_below_detection_lower_the_share() -> None:
    seen = [("a", value, False) for value in (1.0, 2.0, 3.0, 5.0)]
    without, with_them = (exceedance(readings(*seen, *more), ["post"]).iloc[0] for more in ([], [("a", 0.5, True)] * 8))
    assert with_them.share < without.share
    assert with_them.share_upper < without.share_upper


def test_every_group_is_told_also_one_without_a_name() -> None:
    table = pd.concat(
        [readings(("b", 1.0, False)), readings((None, 3.0, False)), readings(("a", 9.0, False), limit=10)]
    )
    found = exceedance(table, ["post"])
    assert found.post.isna().sum() == 1
    assert found.readings.tolist() == [1, 1, 1]
    assert found.above.sum() == 0
    assert exceedance(table.iloc[:0], ["post"]).empty


REFUSED = {
    "nought": (readings(("a", 0.0, False)), "有 1 行的检测值不是大于零的数"),
    "negative": (readings(("a", -1.0, False), ("a", -1.0, True)), "有 2 行的检测值"),
    "no number": (readings(("a", np.nan, True)), "有 1 行的检测值"),
    "no limit": (readings(("a", 1.0, False), limit=0), "有 1 行的限值"),
    "no column": (readings(("a", 1.0, False)).drop(columns="below"), "缺少列：below"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_reading_is_refused(case: str) -> None:
    table, said = REFUSED[case]
    with pytest.raises(Refusal, match=said):
        exceedance(table, ["post"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(1e-6, 1e6), st.booleans()), min_size=1, max_size=12))
def test_whatever_is_read_the_answer_is_a_number(rows: list[tuple[str, float, bool]]) -> None:
    found = exceedance(readings(*rows), ["post"])
    assert np.isfinite(found[["share", "share_upper", "p"]].to_numpy(float)).all()
    assert (found.share_upper >= found.share - 1e-9).all()
    told = found[found.method == "lognormal"]
    assert np.isfinite(told[list(FITTED)].to_numpy(float)).all()
