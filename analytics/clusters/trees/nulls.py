"""What chance brings, simulated once for each tree, expected and number of cases, and kept for all streams alike."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Nulls:
    """Maxima of replicates by what they depend on: the last `most` of them, 8 bytes for each replicate.

    They depend on the tree, the shares of the expected, the settings and the number of cases alone, not on where the
    cases are: outcomes and nights with the same are judged by the same, and share its error by chance. So simulate
    more of them than for a single scan: 9,999.
    """

    def __init__(self, most: int = 4096) -> None:
        self._held: dict[tuple[bytes, int], Floats] = {}
        self._most = most

    def __len__(self) -> int:
        return len(self._held)

    def maxima(
        self, of: Sequence[Any], totals: Sequence[int], simulate: Callable[[NDArray[np.int64]], Floats]
    ) -> list[Floats]:
        """Maxima float64[R] for each of `totals`; `simulate` gives those not held, rising totals in one pass.

        `of` are arrays and numbers they depend on besides.
        """
        key = _fingerprint(of)
        missing = sorted({total for total in totals if (key, total) not in self._held})
        if missing:
            for total, maxima in zip(missing, simulate(np.array(missing, np.int64)), strict=True):
                self._held[key, total] = maxima
        found = [self._held[key, total] for total in totals]
        while len(self._held) > self._most:
            del self._held[next(iter(self._held))]
        return found


def _fingerprint(of: Sequence[Any]) -> bytes:
    digest = blake2b(digest_size=16)
    for each in of:
        array = np.ascontiguousarray(each)
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(array.data)
    return digest.digest()
