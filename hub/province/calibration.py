"""The published figures the province is made after, and how near to them it comes."""

from dataclasses import dataclass

from hub.province.lives import Life


@dataclass(frozen=True)
class Target:
    """A published share with the range within which the province must lie."""

    name: str
    published: float
    low: float
    high: float
    source: str


NHC_2024 = "国家卫生健康委《2024年我国卫生健康事业发展统计公报》"
TARGETS = (
    Target("pneumoconiosis share of new cases", 0.642, 0.50, 0.78, NHC_2024),
    Target("noise deafness share of new cases", 0.197, 0.10, 0.32, NHC_2024),
    Target("stage 1 share of pneumoconiosis", 0.869, 0.78, 0.95, "煤矿 1,248 家 2005—2014 年 3,631 例"),
    Target("male share of cases", 0.954, 0.82, 1.0, "重庆 2018—2023 年疑似职业病 9,608 例"),
)


def measure(lives: list[Life]) -> dict[str, float]:
    """The same shares in these lives, without what was planted in them."""
    ill = [(life, illness) for life in lives for illness in life.illnesses if not illness.planted]
    dust = [illness for _, illness in ill if illness.harm.kind == "dust"]
    return {
        TARGETS[0].name: _share(len(dust), len(ill)),
        TARGETS[1].name: _share(sum(illness.harm.kind == "noise" for _, illness in ill), len(ill)),
        TARGETS[2].name: _share(sum(illness.stage == 1 for illness in dust), len(dust)),
        TARGETS[3].name: _share(sum(life.person.sex == "1" for life, _ in ill), len(ill)),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
