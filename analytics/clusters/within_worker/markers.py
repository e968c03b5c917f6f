"""What is followed in a worker from examination to examination, which way is worse, and how much worse is a change."""

from dataclasses import dataclass

ONE_SIDED = 1.645  # the 95th percentile of a normal distribution


@dataclass(frozen=True)
class Marker:
    """The mean of `items` in one examination, all of which must be there, in `unit`; followed for `hazards`.

    `worse` is 1 where a rise is bad and -1 where a fall is. A `relative` marker is compared by the logarithm of its
    ratio to the baseline, others by the difference. `least` is the change that counts by itself; without it, what
    passes `yearly` (the change a year that is usual) and the test-retest variation of the marker.
    """

    name: str
    items: tuple[str, ...]
    unit: str
    worse: int
    hazards: tuple[str, ...]
    relative: bool = False
    least: float | None = None
    yearly: float = 0.0


NOISE, BENZENE, LEAD = ("3008",), ("2013",), ("2237", "2238", "2239")
DUSTS = ("1",)  # all whose code begins so
COUNTS = "10^9/L"

# Noise wears both ears alike, so the shift is that of both: half the retest variance, and no alarm of one ill ear.
# Ten decibels in the mean of 2, 3 and 4 kHz are a standard threshold shift (29 CFR 1910.95(g)(10)(i)). Lung function:
# limit of longitudinal decline (Hnizdo et al. 2007, OEM 64:701); the per cent of the predicted value has no usual
# yearly change, litres fall by some 0.9 % (30 mL of 3.3 L). The rest by the reliable change index (Jacobson & Truax
# 1991), which is the same limit without a usual decline.
MARKERS = (
    Marker("hearing_2_3_4_khz", ("3040300", "3040400", "3040500", "3041000", "3041100", "3041200"), "dB", 1, NOISE,
           least=10.0),
    Marker("blood_lead", ("4070100",), "μg/L", 1, LEAD, relative=True),
    Marker("white_cells", ("4010100",), COUNTS, -1, BENZENE, relative=True),
    Marker("neutrophils", ("4010200",), COUNTS, -1, BENZENE, relative=True),
    Marker("platelets", ("4012600",), COUNTS, -1, BENZENE, relative=True),
    Marker("haemoglobin", ("4012000",), "g/L", -1, BENZENE + LEAD, relative=True),
    Marker("fev1_percent", ("3020200",), "%", -1, DUSTS, relative=True),
    Marker("fvc_percent", ("3020100",), "%", -1, DUSTS, relative=True),
    Marker("fev1_litres", ("3020700",), "L", -1, DUSTS, relative=True, yearly=0.009),
    Marker("fvc_litres", ("3020800",), "L", -1, DUSTS, relative=True, yearly=0.009),
)  # fmt: skip
BY_NAME = {marker.name: marker for marker in MARKERS}
