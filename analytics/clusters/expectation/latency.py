"""Latency windows: after how many months of exposure an outcome can show, by `analytics/parameters/clusters`."""

from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.clusters.refusal import Refusal
from analytics.parameters import parameter

OUTCOMES = (
    "benzene_poisoning",
    "coal_pneumoconiosis",
    "lead_poisoning",
    "noise_deafness",
    "silicosis",
    "trichloroethylene_dermatitis",
)


@dataclass(frozen=True)
class Latency:
    """An outcome shows from `least` to `most` months of exposure; `verified` where the source could be checked."""

    least: float
    most: float
    verified: bool

    @classmethod
    def on(cls, outcome: str, day: date) -> "Latency":
        """The window of one of OUTCOMES in force on `day`. Raises Refusal for another outcome."""
        if outcome not in OUTCOMES:
            known = ", ".join(OUTCOMES)
            raise Refusal(f"没有“{outcome}”的潜伏期；已有：{known}。", f"No latency of {outcome!r}; known: {known}.")
        value = parameter(f"clusters/latency_{outcome}").on(day)
        return cls(value.table["least"], value.table.get("most", inf), value.verified)

    def contains(self, exposure_months: ArrayLike) -> NDArray[np.bool_]:
        """Whether what is found after so many months can come from this exposure; yes where they are not known."""
        months = np.asarray(exposure_months, float)
        if (months < 0).any():
            raise Refusal("接害工龄不能为负数。", "Months of exposure cannot be below nought.")
        inside: NDArray[np.bool_] = np.isnan(months) | ((months >= self.least) & (months <= self.most))
        return inside
