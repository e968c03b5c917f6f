"""The published figures the province is made after, and how near to them it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from hub.province.lives import YEAR, Illness, Life
from hub.province.visits import Visit


@dataclass(frozen=True)
class Target:
    """A published figure with the range within which the province must lie."""

    name: str
    published: float
    low: float
    high: float
    source: str


NHC_2024 = "国家卫生健康委《2024年我国卫生健康事业发展统计公报》"
COAL_MINES = "煤矿 1,248 家 2005—2014 年 3,631 例（中位数与四分位数）"
TARGETS = (
    Target("pneumoconiosis share of new cases", 0.642, 0.50, 0.78, NHC_2024),
    Target("noise deafness share of new cases", 0.197, 0.10, 0.32, NHC_2024),
    Target("stage 1 share of pneumoconiosis", 0.869, 0.78, 0.95, COAL_MINES),
    Target("male share of cases", 0.954, 0.82, 1.0, "重庆 2018—2023 年疑似职业病 9,608 例"),
    Target("median years in dust at pneumoconiosis", 22.0, 15.5, 28.0, COAL_MINES),
    Target("median age at pneumoconiosis", 48.8, 43.6, 56.4, COAL_MINES),
    Target("contraindication share of examinations", 0.0187, 0.012, 0.026, NHC_2024),
)


def measure(lives: Sequence[Life], visits: Sequence[Visit]) -> dict[str, float]:
    """The same figures in these lives and examinations, without what was planted in them."""
    ill = [(life, illness) for life in lives for illness in life.illnesses if not illness.planted]
    dust = [(life, illness) for life, illness in ill if illness.harm.kind == "dust"]
    figures = (
        _share(len(dust), len(ill)),
        _share(sum(illness.harm.kind == "noise" for _, illness in ill), len(ill)),
        _share(sum(illness.stage == 1 for _, illness in dust), len(dust)),
        _share(sum(life.person.sex == "1" for life, _ in ill), len(ill)),
        median([_dust_years(life, illness) for life, illness in dust] or [0.0]),
        median([(illness.onset_on - life.person.born).days / YEAR for life, illness in dust] or [0.0]),
        _share(sum(visit.conclusion == "03" for visit in visits), len(visits)),
    )
    return dict(zip((target.name for target in TARGETS), figures, strict=True))


def _dust_years(life: Life, illness: Illness) -> float:
    jobs = [job for job in life.jobs if illness.harm in job.employer.trade.harms]
    return sum(job.years_until(illness.onset_on) for job in jobs)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
