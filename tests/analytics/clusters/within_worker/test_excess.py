"""The scan of the normal model: by hand, its false alarms, and workplaces that say nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.clusters.refusal import Refusal
from analytics.clusters.within_worker.differences import ordinary_variance
from analytics.clusters.within_worker.excess import excess
from analytics.clusters.within_worker.likeness import compared
from analytics.clusters.within_worker.nodes import Nodes

DAY = pd.Timestamp("2026-05-01")


def people(seed: int, employers: int = 30, differ: float = 0.0) -> pd.DataFrame:
    """Changes by chance: test-retest 3 dB, less from a high baseline, more with age; employers differ by `differ`."""
    random = np.random.default_rng(seed)
    sizes = random.lognormal(2, 0.8, employers).astype(int) + 2
    employer = np.repeat(np.arange(employers), sizes)
    count = len(employer)
    true, error, age = random.normal(10, 6, count), random.normal(0, 3, count), random.uniform(20, 58, count)
    years = random.uniform(0.6, 5, count)
    change = (
        random.normal(0, 3, count)
        - error
        + 0.02 * (age - 18) * years
        + differ * random.normal(0, 1, employers)[employer]
    )
    return pd.DataFrame(
        {
            "worker": np.arange(count), "employer": employer, "post": random.integers(0, 3, count), "age": age,
            "baseline": true + error, "years": years, "change": change, "changed": change > 6, "confirmed": False,
            "baseline_day": DAY - pd.to_timedelta((years * 365).astype(int), unit="D"), "day": DAY,
        }
    )  # fmt: skip


def test_chance_alone_is_one_in_twenty() -> None:
    """In 1,000 worlds, from changes to p; p_beyond is rarer where some difference is seen by chance, never above."""
    found = [excess(compared(people(seed)), 19) for seed in range(1000)]
    p, beyond = (np.array([each[name].min() for each in found]) for name in ("p", "p_beyond"))
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.014)
    assert (p <= 0.5).mean() == pytest.approx(0.5, abs=0.05)
    assert 0.015 <= (beyond <= 0.05).mean() <= (p <= 0.05).mean()


def test_where_employers_ordinarily_differ_only_p_beyond_keeps_to_one_in_twenty() -> None:
    found = [excess(compared(people(seed, 60, differ=2.0)), 19) for seed in range(100)]
    assert np.mean([each.p.min() <= 0.05 for each in found]) > 0.8
    assert np.mean([each.p_beyond.min() <= 0.05 for each in found]) <= 0.05 + 0.065  # three standard errors


def test_the_variance_of_employers_is_found() -> None:
    random = np.random.default_rng(5)
    employer = np.repeat(np.arange(400), 20)
    nodes = Nodes.of(employer, np.zeros(len(employer)))
    scores = random.normal(0, 1, len(employer)) + random.normal(0, 0.5, 400)[employer]
    assert ordinary_variance(nodes, scores) == pytest.approx(0.25 / 1.25, rel=0.25)
    assert ordinary_variance(nodes, np.ones(len(employer))) == 0


def test_the_ratio_is_that_of_the_normal_model() -> None:
    """By the densities themselves: two means and a common variance against one mean."""
    scores = np.array([1.0, 2.5, 3.0, -1.0, 0.5, -0.7, 0.2])
    nodes = Nodes.of(np.array([1, 1, 1, 2, 2, 2, 2]), np.array(["a"] * 7))
    apart = scores - np.repeat([scores[:3].mean(), scores[3:].mean()], [3, 4])
    densities = [stats.norm.logpdf(each, scale=each.std()).sum() for each in (apart, scores - scores.mean())]
    assert nodes.llr(scores) == pytest.approx([densities[0] - densities[1], 0.0])


def test_employers_and_the_posts_of_those_with_several() -> None:
    table = people(1, 3).assign(post=lambda t: np.where(t.employer == 1, "抛光", np.where(t.worker % 2, "冲压", None)))
    found = excess(compared(table), 19)
    nodes = set(zip(found.employer, found.post, strict=True))
    assert nodes == {(0, None), (0, "冲压"), (0, ""), (1, None), (2, None), (2, "冲压"), (2, "")}
    assert found[found.post.isnull()].workers.sum() == len(table)


def test_the_post_where_it_happens() -> None:
    table = people(2, 20)
    hit = (table.employer == 4) & (table.post == 2)
    table.loc[hit, "change"] += 9.0
    best = excess(compared(table)).iloc[0]
    assert (best.employer, best.post, best.workers) == (4, "2", hit.sum())
    assert best.p_beyond < 0.01
    assert best.observed > 3 * best.expected
    assert best.mean_residual == pytest.approx(9, abs=3)


def test_those_tested_for_a_high_value_are_no_cluster() -> None:
    """Who is first tested when the value is low by chance rises by itself: regression to the mean."""
    table = people(3, 400)
    low = table.baseline < 5
    table.loc[low, "employer"] = table.employer[low] // 40  # ten employers have them all
    assert table.groupby("employer").change.mean().nlargest(10).min() > 1.5
    assert excess(compared(table)).p.min() > 0.05


def test_an_institution_that_reads_high_is_not_its_employers() -> None:
    table = people(4, 60).assign(institution=lambda t: t.employer % 6)
    table.loc[table.institution == 2, "change"] += 6.0
    assert excess(compared(table.drop(columns="institution"))).p.iloc[0] < 0.01
    assert excess(compared(table)).p.iloc[0] > 0.05


SILENT = {
    "one employer": people(6, 1),
    "all changed alike": people(6).assign(change=1.0, baseline=3.0),
    "employers of two": people(6).groupby("employer").head(2),
    "nothing told of anybody": people(6).assign(age=None, sex="x", exposure_years=None, institution=None),
}


@pytest.mark.parametrize("case", SILENT)
def test_what_says_nothing_is_no_alarm(case: str) -> None:
    found = excess(compared(SILENT[case]), 39)
    assert (found.p > 0.05).all()
    assert np.isfinite(found.select_dtypes("number")).all(axis=None)


def test_nobody_is_no_row() -> None:
    assert excess(compared(people(1).iloc[:0])).empty


def test_the_same_seed_says_the_same_in_whatever_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = compared(people(7))
    whole = excess(table, 99, seed=8)
    monkeypatch.setattr("analytics.clusters.within_worker.excess.BLOCK", 3 * len(table))
    pd.testing.assert_frame_equal(excess(table, 99, seed=8), whole)
    assert not np.array_equal(excess(table, 99, seed=9).p, whole.p)


def test_a_cluster_does_not_raise_what_is_expected_of_it() -> None:
    """Half of all workers are with one employer where everybody changed; elsewhere one in fifty did."""
    table = people(9).assign(changed=lambda t: t.worker % 50 == 0)
    table.loc[table.worker % 2 == 0, ["employer", "changed"]] = [99, True]
    row = excess(compared(table), 19).set_index("employer").loc[[99]].iloc[0]
    assert row.shifted_expected / row.workers == pytest.approx(0.02, abs=0.02)
    assert row.p_shifted < 1e-9


def test_too_few_replicates_are_refused() -> None:
    with pytest.raises(Refusal, match="重复次数至少为 19"):
        excess(compared(people(1)), 18)
