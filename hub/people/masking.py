"""Masks: what is shown of a name, a number or a phone unless it is unmasked. Enough to tell a mistake, not a person.

What is hidden leaves no trace: neither its characters nor how many there are (GB/T 37964—2019, masking).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.records.parts import WorkerSeen
from schemas.sensitivity import Level, levels

HIDDEN = "****"
# Surnames of two characters, of those in use (公安部 全国姓名报告; 《百家姓》).
_COMPOUND = (
    "欧阳 上官 皇甫 令狐 诸葛 司徒 司马 申屠 夏侯 贺兰 完颜 慕容 尉迟 长孙 宇文 南宫 东方 西门 公孙 端木 轩辕 独孤 "
    "钟离 闻人 澹台 濮阳 淳于 单于 太史 公冶 宗政 赫连 仲孙 呼延 百里 东郭 第五 闾丘 拓跋 东野 南门 太叔"
)
COMPOUND = frozenset(_COMPOUND.split())
LEAST_NAME = 2  # characters; a single one is hidden whole


@dataclass(frozen=True)
class Shape:
    """Numbers of one form, of which `first` characters stay at the beginning and `last` at the end."""

    form: re.Pattern[str]
    first: int
    last: int


# A resident number (GB 11643): the province, and a tail that leaves hundreds open. Its birth date is hidden, so are the
# county and the order within the day. Other documents: their kind (E, G, H …) and the last character.
NUMBERS = (
    Shape(re.compile(r"\d{17}[\dXx]|\d{15}", re.ASCII), 3, 2),
    Shape(re.compile(r".{8,}", re.DOTALL), 1, 1),
)
# A mobile phone: 139****0000, as operators and banks show it; of others the end alone.
PHONES = (
    Shape(re.compile(r"1[3-9]\d{9}", re.ASCII), 3, 4),
    Shape(re.compile(r".{7,}", re.DOTALL), 0, 2),
)


def mask_name(name: str) -> str:
    """`张*` for any name beginning so, `欧阳*` for one with a surname of two characters, `*` for a single character."""
    name = name.strip()
    if len(name) < LEAST_NAME:
        return "*"
    surname = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    return f"{name[:surname]}*"


def mask_number(number: str) -> str:
    """`370****17` for a resident number, `E****8` for another of at least eight characters, `****` for a short one."""
    return _shown(number, NUMBERS)


def mask_phone(phone: str) -> str:
    """`139****0000` for a mobile phone, `****88` for another of at least seven characters, `****` for a short one."""
    return _shown(phone, PHONES)


def _shown(value: str, shapes: tuple[Shape, ...]) -> str:
    value = value.strip()
    shape = next((each for each in shapes if each.form.fullmatch(value)), None)
    if shape is None:
        return HIDDEN
    return value[: shape.first] + HIDDEN + value[len(value) - shape.last :]


MASKS: dict[str, Callable[[str], str]] = {"name": mask_name, "id_number": mask_number, "phone": mask_phone}
SHOWN = frozenset(name for name, its in levels(WorkerSeen).items() if its is not Level.IDENTIFYING)


def masked(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """What is known of a worker, by the names of `WorkerSeen`: identifying fields masked, and any that it does not
    know; one without a mask of its own is hidden whole. Absent values stay absent."""
    return {name: value if value is None or name in SHOWN else _mask(name, value) for name, value in values.items()}


def _mask(name: str, value: str) -> str:
    return MASKS[name](value) if name in MASKS else HIDDEN
