"""How much better the data fit with more inside a window than outside, and the largest expected that still fits so."""

import numpy as np
from numba import njit

FEWEST = 2  # one case is no cluster, neither among the observed nor among the replicates
STEPS, COUNTS = 24, 1024


@njit(cache=True)
def log_likelihood_ratio(observed, expected, cases):  # type: ignore[no-untyped-def]
    """Conditional Poisson LLR of a window (Kulldorff 1997, eq. 2), nought where it has no excess or one case."""
    if observed < FEWEST or observed <= expected:
        return 0.0
    outside = cases - observed
    elsewhere = outside * np.log(outside / (cases - expected)) if outside > 0 else 0.0
    return max(observed * np.log(observed / expected) + elsewhere, 0.0)


@njit(cache=True)
def _largest_expected(observed, level, cases, beyond):  # type: ignore[no-untyped-def]
    """Newton's steps in the logarithm of the expected, from below: the LLR is convex in it and falls.

    `beyond` is an expected known to be too small, such as that of one case less. The last step is quadratic, so that
    the margin covers what is left of the way.
    """
    at = max(np.log(observed) - 1.0 - level / observed, np.log(beyond))
    for _step in range(50):
        expected = np.exp(at)
        above = log_likelihood_ratio(observed, expected, cases) - level
        slope = cases * (observed - expected) / (cases - expected)
        if not above > 0 or slope <= 0:
            break
        at += above / slope
        if above < 1e-5 * level:
            break
    return np.exp(at) * (1 + 1e-9)


@njit(cache=True)
def fill_ladder(largest, cases):  # type: ignore[no-untyped-def]
    """Into float64[STEPS, COUNTS] the largest expected at which that many cases have a LLR above 0, 1, 2 and so on.

    A window that expects as much or more cannot pass the step, so that most windows need no logarithm. Any expected is
    said to do for the last of the counts, which stands for all above it as well: few windows hold as many.
    """
    largest[:] = 0.0
    for observed in range(FEWEST, min(cases, COUNTS - 2) + 1):
        largest[0, observed] = observed
        for step in range(1, STEPS):
            known = largest[step, observed - 1] / (1 + 1e-8)
            largest[step, observed] = _largest_expected(float(observed), float(step), float(cases), known)
    largest[:, COUNTS - 1] = np.inf
