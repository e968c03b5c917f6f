"""The forty or so item results of an examination: by hazard, with what the dose has done to them."""

from datetime import date
from random import Random
from typing import Any, NamedTuple

from hub.province.hearing import deafened, decibels, hearing_shift
from hub.province.lives import Life
from hub.province.trades import HARMS, NOISE
from hub.province.visits import Visit
from schemas.codes import codelist


class Item(NamedTuple):
    """An item with its usual mean, spread and reference range; `digits` after the point."""

    code: str
    mean: float
    spread: float
    low: str
    high: str
    digits: int = 0


BASE = (
    Item("2010200", 170, 6, "", ""),
    Item("2010300", 70, 10, "", ""),
    Item("2010400", 75, 8, "60", "100"),
    Item("2010501", 124, 12, "90", "139"),
    Item("2010502", 78, 8, "60", "89"),
    Item("2010600", 24, 2.6, "18.5", "27.9", 1),
    Item("4010100", 6.4, 1.2, "3.5", "9.5", 2),
    Item("4010200", 3.9, 0.9, "1.8", "6.3", 2),
    Item("4010300", 59, 6, "40", "75", 1),
    Item("4010400", 2.0, 0.4, "1.1", "3.2", 2),
    Item("4010500", 31, 5, "20", "50", 1),
    Item("4010600", 0.4, 0.1, "0.1", "0.6", 2),
    Item("4010700", 6, 1.3, "3", "10", 1),
    Item("4011600", 4.9, 0.35, "4.3", "5.8", 2),
    Item("4012000", 150, 10, "130", "175"),
    Item("4011700", 45, 3, "40", "50", 1),
    Item("4011800", 91, 4, "82", "100", 1),
    Item("4012100", 31, 1.5, "27", "34", 1),
    Item("4012200", 335, 8, "316", "354"),
    Item("4012600", 225, 45, "125", "350"),
    Item("4012700", 10, 0.9, "7", "13", 1),
    Item("4012800", 13, 1.8, "9", "17", 1),
    Item("4040100", 74, 4, "65", "85", 1),
    Item("4040200", 46, 2.5, "40", "55", 1),
    Item("4040300", 28, 3, "20", "40", 1),
    Item("4040500", 4.7, 0.8, "", "5.2", 2),
    Item("4040900", 24, 11, "9", "50"),
    Item("4041000", 23, 8, "15", "40"),
    Item("4041600", 30, 14, "10", "60"),
)
LUNGS = (Item("3020100", 95, 9, "80", ""), Item("3020200", 94, 9, "80", ""), Item("3020300", 84, 6, "70", ""))
EARS = (
    *(("3040100", 0.5), ("3040200", 1.0), ("3040300", 2.0), ("3040400", 3.0), ("3040500", 4.0), ("3040600", 6.0)),
    *(("3040800", 0.5), ("3040900", 1.0), ("3041000", 2.0), ("3041100", 3.0), ("3041200", 4.0), ("3041300", 6.0)),
)
TEXTS = (("3060100", "窦性心律，未见异常"),)
CHEST = ("3080100", "双肺未见明显异常", "双肺见小阴影，建议职业病诊断")
_UNITS = {row.code: row.extra.get("unit") for row in codelist("exam_item").rows}


def results_of(chance: Random, visit: Visit) -> tuple[dict[str, Any], ...]:
    """All item results of one examination, as fields."""
    harms = [HARMS[harm.hazard] for harm in visit.job.employer.trade.harms]
    kinds = {harm.kind for harm in harms}
    toxic = visit.shows is not None and visit.shows.harm.kind == "benzene"
    found = [_measured(chance, item, 0.55 if toxic and item.code in _BLOOD else 1.0) for item in BASE]
    found += [_said(code, text, abnormal=False) for code, text in TEXTS]
    if "dust" in kinds:
        ill = visit.shows is not None and visit.shows.harm.kind == "dust"
        found += [_measured(chance, item, 0.82 if ill else 1.0) for item in LUNGS]
        found.append(_said(CHEST[0], CHEST[2] if ill else CHEST[1], abnormal=ill))
    if NOISE in harms:
        found += _hearing(chance, visit)
    return tuple(found)


_BLOOD = {"4010100", "4010200", "4012600"}


def _measured(chance: Random, item: Item, factor: float) -> dict[str, Any]:
    value = max(0.0, chance.gauss(item.mean * factor, item.spread))
    abnormal = (item.low != "" and value < float(item.low)) or (item.high != "" and value > float(item.high))
    result = {"item": item.code, "kind": "01", "value": f"{value:.{item.digits}f}", "abnormal": abnormal}
    result |= {"unit": _UNITS[item.code]} | ({"low": item.low} if item.low else {})
    return result | ({"high": item.high} if item.high else {})


def _said(code: str, text: str, *, abnormal: bool) -> dict[str, Any]:
    return {"item": code, "kind": "02", "value": text, "abnormal": abnormal}


def _hearing(chance: Random, visit: Visit) -> list[dict[str, Any]]:
    """Both ears: age, noise after ISO 1999, and for those who fell ill the loss that showed it."""
    years, level = _noise(visit.life, visit.on)
    age = (visit.on - visit.life.person.born).days / 365.25
    extra = 25.0 if visit.shows is not None and visit.shows.harm is NOISE else 0.0
    extra += visit.reads_too_much + deafened(visit.life.deafened_from, visit.on)
    found = []
    for code, frequency in EARS:
        worn = hearing_shift(frequency, level, years) + max(0.0, age - 18) ** 2 * 0.002 * frequency + extra
        value = max(-5.0, 5 * round((worn + chance.gauss(8, 5)) / 5))
        found.append({"item": code, "kind": "01", "value": f"{value:.0f}", "unit": "dB", "high": "25",
                      "abnormal": value > 25})  # fmt: skip
    return found


def _noise(life: Life, day: date) -> tuple[float, float]:
    """Years in noise up to `day`, and the level of the loudest job."""
    jobs = [job for job in life.jobs if NOISE in job.employer.trade.harms and job.started_on < day]
    years = sum(job.years_until(day) for job in jobs)
    return years, max((decibels(job.level) for job in jobs), default=70.0)
