"""Synthetic people and employers: names from small tables of our own, numbers with right check digits."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from hub.province.trades import TRADES, Trade
from schemas.codes import codelist
from schemas.identifiers import CreditCode, ResidentId, parse_credit_code, parse_resident_id

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2011, 11, 1)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建国庆祥海峰成志文武德福贵"
GIVEN_FEMALE = "芳娜敏静丽艳秀娟霞桂英兰玲红梅莉萍丹雪琳婷慧颖洁燕云凤华玉珍佳欣怡晶春"
PLACES = "鲁泰济青岱东兴华盛恒远宏达鑫源永利万通金宝新龙海天德信诚"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Employer:
    """An employer. `uptake` is the share of due examinations it has done; `level` multiplies its trade's."""

    number: int
    name: str
    credit_code: str
    county: str
    trade: Trade
    size: str
    level: float
    uptake: float
    insures: bool
    dutiful: float
    opened: date
    closed: date | None = None

    @property
    def city(self) -> str:
        return f"{self.county[:4]}00"


@dataclass(frozen=True)
class Person:
    """One person, by their number in the truth."""

    number: int
    name: str
    sex: str
    born: date
    id_number: str
    phone: str


@cache
def counties() -> tuple[str, ...]:
    """The counties of Shandong that have been there, under their code, for the whole of the story."""
    rows = codelist("division").rows
    return tuple(
        row.code
        for row in rows
        if row.code.startswith("37")
        and row.extra.get("level") == "3"
        and row.in_force(FIRST_DAY)
        and row.in_force(TODAY)
    )


def make_employer(chance: Random, number: int) -> Employer:
    """The employer of that number."""
    trade = chance.choices(TRADES, [trade.share for trade in TRADES])[0]
    size = chance.choices(("01", "02", "03", "04"), (0.05, 0.2, 0.45, 0.3))[0]
    county = chance.choice(counties())
    name = "".join(chance.sample(PLACES, 2)) + trade.name + ("集团有限公司" if size == "01" else "有限公司")
    return Employer(
        number=number,
        name=name,
        credit_code=credit_code(county, number),
        county=county,
        trade=trade,
        size=size,
        level=chance.lognormvariate(0.0, 0.55),
        uptake=min(0.98, max(0.05, chance.gauss({"01": 0.85, "02": 0.7, "03": 0.5, "04": 0.3}[size], 0.15))),
        insures=chance.random() < {"01": 0.99, "02": 0.96, "03": 0.9, "04": 0.75}[size],
        dutiful=chance.betavariate(8, 1.5),
        opened=date(chance.randint(1985, 2014), chance.randint(1, 12), 1),
    )


def make_person(chance: Random, number: int) -> Person:
    """The person of that number, of working age at some time of the story."""
    sex = "1" if chance.random() < 0.8 else "2"
    born = date.fromordinal(chance.randint(date(1953, 1, 1).toordinal(), date(2004, 12, 31).toordinal()))
    given = GIVEN_MALE if sex == "1" else GIVEN_FEMALE
    name = chance.choice(SURNAMES) + "".join(chance.choice(given) for _ in range(chance.choice((1, 2, 2))))
    order = chance.randrange(500) * 2 + (1 if sex == "1" else 0)
    return Person(
        number=number,
        name=name,
        sex=sex,
        born=born,
        id_number=resident_id(chance.choice(counties()), born, order),
        phone=f"1{chance.choice('3578')}{chance.randrange(10**9):09d}",
    )


def resident_id(county: str, born: date, order: int) -> str:
    """A resident identity number with its check digit; an odd `order` is a man's."""
    body = f"{county}{born:%Y%m%d}{order:03d}"
    return next(body + check for check in "0123456789X" if isinstance(parse_resident_id(body + check), ResidentId))


def credit_code(county: str, number: int) -> str:
    """The unified social credit code of the employer of that number."""
    body = f"91{county}MA3{_base31(number, 6)}"
    return next(body + check for check in CREDIT_ALPHABET if isinstance(parse_credit_code(body + check), CreditCode))


def _base31(number: int, digits: int) -> str:
    text = ""
    for _ in range(digits):
        number, digit = divmod(number, len(CREDIT_ALPHABET))
        text = CREDIT_ALPHABET[digit] + text
    return text
