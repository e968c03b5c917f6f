"""Other worlds: tables of whole persons that look the same as the truth wherever something is shown.

If g is n persons in one such world and n + T in another, no adversary, however clever, narrows g below T. Worlds are
therefore proofs, checked in whole numbers; where they come from does not matter. Here they are solutions of a linear
programme that pays for every shown cell it changes (the network heuristic of Kelly, Golden & Assad 1992, with equations
of any kind as in Fischetti & Salazar-González 2000): what it changes must be hidden.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.disclosure.model import Counts, Flags

SOLVER_SECONDS = 30.0  # for one world in whole numbers; only where the relaxation has fractions
GAIN = 1000.0  # for each person a group moves: more than hiding along any way there could cost

Numbers = NDArray[np.float64]


@dataclass
class Groups:
    """All groups of persons that matter, as rows over grains: cells of all tables, then small grains no table prints.

    `truth`: persons in each. `floor`: 1 for cells, for a hidden cell is not nought, and 0 for grains. `fixed`: shown
    for ever, by an earlier publication or as a zero. `hidden` grows as cells are hidden; unprinted grains always are.
    """

    rows: sparse.csr_array
    grain_counts: Counts
    truth: Counts
    floor: Counts
    fixed: Flags
    hidden: Flags
    price: Numbers

    def __post_init__(self) -> None:
        count, free = len(self.truth), self.grain_counts.shape[0]
        eye = sparse.eye_array(count, format="csr")
        self._system = sparse.csc_array(sparse.hstack([self.rows.astype(float), -eye, eye], format="csc"))
        self._free = free

    def move(self, rows: Counts, far: Counts, sign: int) -> Counts | None:
        """A change of grains in which each of the groups rises (sign 1) or falls (-1) as much as it can, at most `far`.

        Among those, the cheapest: what is hidden already may change for nothing. None if the solver finds none.
        """
        up, down = self._limits()
        ahead, back = (up, down) if sign > 0 else (down, up)
        ahead[rows], back[rows] = np.minimum(ahead[rows], far), 0.0
        price = np.where(self.hidden, 0.0, self.price)
        gain = price.copy()
        gain[rows] = -GAIN
        return self._solve(*((gain, price) if sign > 0 else (price, gain)), up, down)

    def spread(self, rows: Counts, far: int) -> Counts | None:
        """A change that hides nothing further and adds up to `far` persons to as many of the groups as it can."""
        up, down = self._limits()
        up[~self.hidden] = down[~self.hidden] = 0.0
        up[rows], down[rows] = far, 0.0
        gain = np.zeros(len(self.truth))
        gain[rows] = -1.0
        return self._solve(gain, 0 * gain, up, down)

    def _limits(self) -> tuple[Numbers, Numbers]:
        """How far each group may rise and fall. Fixed groups do neither."""
        fall = np.maximum(self.truth - self.floor, 0).astype(float)
        return np.where(self.fixed, 0.0, np.inf), np.where(self.fixed, 0.0, fall)

    def _solve(self, rise: Numbers, fall: Numbers, up: Numbers, down: Numbers) -> Counts | None:
        """Variables: the change of each grain, then rise and fall of each group; change = rise - fall."""
        price = np.concatenate([np.zeros(self._free), rise, fall])
        low = np.concatenate([-self.grain_counts.astype(float), np.zeros(2 * len(rise))])
        high = np.concatenate([np.full(self._free, np.inf), up, down])
        for whole in (0, 1):
            answer = milp(
                price,
                integrality=np.repeat([whole, 0], [self._free, 2 * len(rise)]),
                bounds=Bounds(low, high),
                constraints=LinearConstraint(self._system, 0.0, 0.0),
                options={"time_limit": SOLVER_SECONDS},
            )
            if answer.x is None:
                return None
            change: Counts = np.rint(answer.x[: self._free]).astype(np.int64)
            if self._holds(change, up, down):
                return change
        return None

    def _holds(self, change: Counts, up: Numbers, down: Numbers) -> bool:
        """In whole numbers, whatever the solver's tolerances."""
        moved = self.rows @ change
        return bool(((moved <= up) & (-moved <= down)).all() and (self.grain_counts + change >= 0).all())
