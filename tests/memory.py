"""How much memory this process has needed. Not `getrusage`: that starts with what the parent process had."""

import resource
from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak_mib() -> float:
    """The most resident memory of this process since it began, or since `forget_peak`."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 1)  # macOS counts bytes


def forget_peak() -> None:
    """Start to measure anew, where the system allows it."""
    if CLEAR.exists():
        CLEAR.write_text("5")
