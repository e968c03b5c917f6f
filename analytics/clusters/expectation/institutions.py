"""What the examining institution does to the counts: its level, and its shifts in some months, hazard by hazard.

The factor of an institution for one employer comes from its other employers only, so that no cluster explains itself;
shrunken by a mixture of two gammas (DuMouchel 1999): most institutions are steady, a few have shifted.
"""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from analytics.clusters.expectation.rates import LEAST, Floats
from analytics.clusters.shrinkage.posterior import Posterior
from analytics.clusters.shrinkage.prior import GammaMixture

# Two in a hundred have shifted, about twofold and perhaps much more; the others keep within 5 %.
SHIFTS = GammaMixture(alpha=(2.0, 400.0), beta=(1.0, 400.0), share=0.02)
COUNTS = ["harmed", "expected"]
NEAR = (-1, 0, 1)  # months that are looked at together, for many institutions see few employers in one
LEVELS: tuple[tuple[list[str], bool], ...] = (  # each within those before; whether months near count too
    (["institution_id"], False),
    (["institution_id", "month"], True),
    (["institution_id", "hazard", "month"], True),
    (["institution_id", "hazard", "month"], False),
)
MOST = 10.0  # times an institution may find more, or less, than others: beyond is no matter of its measuring
CONFOUNDED = 0.8  # of an institution's examined from one employer: it cannot be told from that employer


def factors(cells: pd.DataFrame) -> Floats:
    """Factor float64[rows] upon `expected` of each row: what its institution does, by all employers but its own.

    `cells`: employer_id, institution_id, hazard, month (whole numbers; months in sequence), harmed, expected; one row
    for each that occurs.
    """
    factor = np.ones(len(cells))
    for by, near in LEVELS:
        factor *= _ratio(cells, factor, by, near)
    return factor


def _ratio(cells: pd.DataFrame, factor: Floats, by: list[str], near: bool) -> Floats:
    """Shrunken observed / expected, given `factor` of each row, of the other employers that are alike in `by`.

    Others are expected what their row's rates say times the factor of this row, not their own: in that, it has a part.
    """
    counted = pd.concat([cells.assign(month=cells.month + step) for step in NEAR]) if near else cells
    own = ["employer_id", *by]
    sums = counted.groupby(own, as_index=False)[COUNTS].sum()
    others = sums.groupby(by)[COUNTS].transform("sum") - sums[COUNTS]
    others = others.where(others.expected > LEAST, 0)  # a rest of rounding where there is no other employer
    told = cells[own].merge(sums[own].join(others), on=own, how="left")
    posterior = Posterior.of(SHIFTS, np.rint(told.harmed), told.expected.to_numpy() * factor)
    ratio: Floats = np.clip(posterior.mixed(posterior.shape / posterior.rate), 1 / MOST, MOST)
    return ratio


def confounded(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Whether nearly all examined of a row's institution are of the row's employer.

    `frame`: employer_id, institution_id, examined. An excess there may as well be the institution's.
    """
    everybody = frame.groupby("institution_id", dropna=False).examined.transform("sum")
    own = frame.groupby(["institution_id", "employer_id"], dropna=False).examined.transform("sum")
    return own >= CONFOUNDED * everybody
