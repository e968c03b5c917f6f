"""The normal distribution of many groups at once from values of which some are only known to be below a limit.

Maximum likelihood (tobit: Tobin 1958; for exposures Finkelstein & Verma 2001, AIHAJ 62:195) in Olsen's parameters,
a = mean / sd and b = 1 / sd, in which the log likelihood is concave (Olsen 1978, Econometrica 46:1211): Newton's steps
lead to the one maximum from anywhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Vector = NDArray[np.float64]
STEPS = 60
NEAR = 1e-10  # of the log likelihood still to be had, by the Newton decrement
HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class Normals:
    """Of each group a, b and their covariance: var_a, var_b, cov_ab, from the observed information."""

    a: Vector
    b: Vector
    var_a: Vector
    var_b: Vector
    cov_ab: Vector


@dataclass(frozen=True)
class _Slope:
    """Gradient and negative Hessian of the log likelihood of each group."""

    g_a: Vector
    g_b: Vector
    h_aa: Vector
    h_ab: Vector
    h_bb: Vector

    @property
    def determinant(self) -> Vector:
        return self.h_aa * self.h_bb - self.h_ab**2

    def step(self) -> tuple[Vector, Vector, Vector]:
        """Newton's step in a and b, and what it promises (half its decrement)."""
        d_a = (self.h_bb * self.g_a - self.h_ab * self.g_b) / self.determinant
        d_b = (self.h_aa * self.g_b - self.h_ab * self.g_a) / self.determinant
        return d_a, d_b, (d_a * self.g_a + d_b * self.g_b) / 2


def fit_normals(x: Vector, below: NDArray[np.bool_], group: NDArray[np.int64]) -> Normals:
    """Fit each group 0 to G-1; `below` says that the value is under x. Needs two different detected values in each.

    Values are put on the scale of the group's own while fitting, so that their unit plays no part.
    """
    centre, scale = _scale(x, below, group)
    y = (x - centre[group]) / scale[group]
    a, b = np.zeros(len(centre)), np.ones(len(centre))
    for _ in range(STEPS):
        slope = _slope(y, below, group, a, b)
        d_a, d_b, gain = slope.step()
        if (gain < NEAR).all():
            break
        # far from the maximum a whole step may leap over it: damped by its decrement it never does (Nesterov 1994)
        damped = 1 / (1 + np.sqrt(2 * np.where(gain > 0.1, gain, 0)))
        damped = np.minimum(damped, np.where(d_b < 0, -0.9 * b / np.minimum(d_b, -np.finfo(float).tiny), 1))
        a, b = a + damped * d_a, b + damped * d_b
    return _unscaled(_slope(y, below, group, a, b), a, b, centre, scale)


def _scale(x: Vector, below: NDArray[np.bool_], group: NDArray[np.int64]) -> tuple[Vector, Vector]:
    seen, of = x[~below], group[~below]
    count = np.bincount(of, minlength=group.max() + 1)
    centre = np.bincount(of, seen, len(count)) / count
    return centre, np.sqrt(np.bincount(of, (seen - centre[of]) ** 2, len(count)) / count)


def _slope(y: Vector, below: NDArray[np.bool_], group: NDArray[np.int64], a: Vector, b: Vector) -> _Slope:
    """A detected value adds log b - u^2 / 2, one below adds log Phi(u), with u = b y - a."""
    u = b[group] * y - a[group]
    mills = np.exp(-(u**2) / 2 - HALF_LOG_TWO_PI - special.log_ndtr(u))
    push = np.where(below, -mills, u)
    curve = np.where(below, mills * (mills + u), 1.0)

    def total(values: Vector) -> Vector:
        return np.asarray(np.bincount(group, values, len(a)), float)

    seen = total((~below).astype(float))
    return _Slope(
        g_a=total(push),
        g_b=seen / b - total(push * y),
        h_aa=total(curve),
        h_ab=-total(curve * y),
        h_bb=seen / b**2 + total(curve * y**2),
    )


def _unscaled(slope: _Slope, a: Vector, b: Vector, centre: Vector, scale: Vector) -> Normals:
    """Back from y: b / scale for b, and a + b centre / scale for a."""
    var_a, var_b = slope.h_bb / slope.determinant, slope.h_aa / slope.determinant
    cov, shift = -slope.h_ab / slope.determinant, centre / scale
    return Normals(
        a=a + b * shift,
        b=b / scale,
        var_a=var_a + 2 * shift * cov + shift**2 * var_b,
        var_b=var_b / scale**2,
        cov_ab=(cov + shift * var_b) / scale,
    )
