"""What the law gives a million people, beside OpenFisca-core calculating the same items for the same people."""

from typing import Any

import numpy as np

from analytics.entitlements.batch import calculate_all
from analytics.entitlements.columns import NO_DAY, Columns, Ints
from tests.benchmarks import fisca
from tests.benchmarks.timing import pair

PEOPLE = 1_000_000
FIRST, LAST = (np.datetime64(day).astype("datetime64[D]").astype(int) for day in ("2023-01-01", "2026-06-01"))


def against_openfisca() -> dict[str, Any]:
    """Wanted: at least twice as fast, and the same amounts as far as the peer's 32-bit floats tell."""
    people = made(PEOPLE, seed=1)
    law, given = fisca.system(), fisca.inputs(people)
    _check_same(calculate_all(people), fisca.simulate(law, given, len(people)))
    name = "entitlements of a million people"
    ours, peer = (lambda _: calculate_all(people)), (lambda _: fisca.simulate(law, given, len(people)))
    return pair(name, len(people), ours, "OpenFisca-core 46, formulas over arrays", peer)


def _check_same(ours: dict[str, Ints], theirs: dict[str, Any]) -> None:
    """Raise AssertionError where an amount differs by more than a float of 24 bits and one fen of rounding can."""
    pensions = ours.pop("dependant_pension")
    ours |= {f"dependant_pension_{place}": pensions[:, place] for place in range(pensions.shape[1])}
    assert set(ours) == set(theirs)
    for code, fen in ours.items():
        assert (fen >= -1).all(), f"{code}: something is unknown"
        amounts = np.maximum(fen, 0) / 100
        assert np.count_nonzero(amounts) > len(amounts) / 1000, f"{code}: hardly anybody has it"
        np.testing.assert_allclose(theirs[code], amounts, rtol=2e-7, atol=0.011, err_msg=code)


def made(n: int, seed: int) -> Columns:
    """People of whom everything is known: all grades, one in ten dead, one in five retired before the diagnosis."""
    rng = np.random.default_rng(seed)
    diagnosed = rng.integers(FIRST, LAST, n).astype(np.int32)
    dead, employment = rng.random(n) < 0.1, rng.choice([0, 1, 2], n, p=[0.5, 0.3, 0.2]).astype(np.int8)
    grade, left = rng.integers(1, 11, n).astype(np.int8), employment == 1
    assessed = diagnosed + rng.integers(30, 90, n).astype(np.int32)
    kept = np.where(dead, rng.integers(0, fisca.WEIGHTS + 1, n), 0)
    weights = rng.choice([30, 40], (n, fisca.WEIGHTS)) * (np.arange(fisca.WEIGHTS) < kept[:, None])
    return Columns(
        diagnosed=diagnosed,
        determined=diagnosed + 20,
        assessed=assessed,
        ended=np.where(left, assessed, np.where(employment == 2, diagnosed, NO_DAY)).astype(np.int32),
        died=np.where(dead, assessed + 30, NO_DAY).astype(np.int32),
        grade=grade,
        nursing=rng.integers(0, 4, n).astype(np.int8),
        insured=np.ones(n, np.int8),
        employment=employment,
        reason=np.where(left, rng.choice([0, 1, 3], n), -1).astype(np.int8),
        suitable=rng.integers(0, 2, n).astype(np.int8),
        cause=np.where(dead, rng.integers(0, 2, n), -1).astype(np.int8),
        in_leave=np.where(dead, rng.integers(0, 2, n), -1).astype(np.int8),
        wage=rng.integers(300_000, 2_500_000, n),
        pension=rng.integers(200_000, 800_000, n),
        kept=kept.astype(np.int8),
        weights=weights,
    )
