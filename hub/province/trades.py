"""What people work at: the hazards of each trade, the disease they bring, and how much of it there is."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["dust", "noise", "benzene"]


@dataclass(frozen=True)
class Harm:
    """How a hazard harms: cases a year for each year-of-the-limit of dose beyond the threshold, after the latency.

    Dose is in years at the exposure limit. The rates are fitted to the published shares, see `calibration.py`.
    """

    hazard: str
    kind: Kind
    disease: str
    rate: float
    threshold: float
    latency_years: float


COAL = Harm("1021", "dust", "1102", 1.2e-4, 12.0, 12.0)
SILICA = Harm("1038", "dust", "1101", 1.2e-4, 10.0, 10.0)
WELDING = Harm("1006", "dust", "1111", 0.6e-4, 12.0, 12.0)
NOISE = Harm("3008", "noise", "4001", 0.085e-4, 4.0, 3.0)
BENZENE = Harm("2013", "benzene", "5028", 0.25e-4, 2.0, 1.0)
HARMS = {harm.hazard: harm for harm in (COAL, SILICA, WELDING, NOISE, BENZENE)}


@dataclass(frozen=True)
class Trade:
    """A kind of workplace. `level` is the median exposure as a multiple of the limit; shares are of workers."""

    name: str
    industry: str
    work_type: str
    share: float
    level: float
    harms: tuple[Harm, ...]


TRADES = (
    Trade("煤业", "0610", "00-8", 0.16, 0.9, (COAL, NOISE)),
    Trade("铸造", "3391", "09-001", 0.14, 0.8, (SILICA, NOISE)),
    Trade("建材", "3031", "13-006", 0.10, 0.9, (SILICA,)),
    Trade("金属结构", "3311", "09-033", 0.18, 0.6, (WELDING, NOISE)),
    Trade("锻压", "3393", "00-29", 0.12, 1.0, (NOISE,)),
    Trade("机车配件", "3752", "09-170", 0.14, 0.7, (NOISE,)),
    Trade("制鞋", "1959", "17-392", 0.06, 0.5, (BENZENE,)),
    Trade("涂料", "2641", "17-391", 0.05, 0.5, (BENZENE,)),
    Trade("家具", "2190", "17-395", 0.05, 0.5, (BENZENE, NOISE)),
)
