"""Hearing lost to noise, after ISO 1999, and how loud a job was."""

import math
from datetime import date

# ISO 1999:2013, median noise-induced threshold shift: u, v and L0 of each frequency in kHz, for exposures of 10 years
# and more; below 10 years it grows with the logarithm of time.
ISO_1999 = {
    0.5: (-0.033, 0.110, 93.0),
    1.0: (-0.020, 0.070, 89.0),
    2.0: (-0.045, 0.066, 80.0),
    3.0: (0.012, 0.037, 77.0),
    4.0: (0.025, 0.025, 75.0),
    6.0: (0.019, 0.024, 77.0),
}


def hearing_shift(frequency: float, level_db: float, years: float) -> float:
    """dB of hearing lost at `frequency` (kHz) after `years` at `level_db` (dB(A) over 8 hours)."""
    u, v, floor = ISO_1999[frequency]
    beyond = max(0.0, level_db - floor)
    full = (u + v * math.log10(max(years, 10.0))) * beyond**2
    return max(0.0, full if years >= 10 else math.log10(years + 1) / math.log10(11) * full)


DEAFENED = (8.0, 30.0)  # dB a year where protection has failed, and at most


def deafened(since: date | None, day: date) -> float:
    """dB lost by `day` at every frequency where hearing protection failed on `since`."""
    a_year, most = DEAFENED
    return 0.0 if since is None else min(most, max(0.0, a_year * (day - since).days / 365.25))


def decibels(level: float) -> float:
    """The noise level that is `level` times the limit, by energy, counted generously: 85 dB(A) at 1."""
    return 85.0 + 10.0 * math.log10(max(level, 0.05) ** 1.6)
