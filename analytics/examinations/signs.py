"""Numbers that may speak against a conclusion: of which items, for which hazards, and beyond which loosest bound."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.parameters import parameter
from analytics.surveillance.editions import editions
from schemas.codes import codelist, plain
from schemas.overlay import cached

EARS = ("left", "right")
FREQUENCIES = (500, 1000, 2000, 3000, 4000, 6000)
SPEECH, HIGH = FREQUENCIES[:3], FREQUENCIES[3:]
HEARING, BLOOD, LEAD, LUNGS = "hearing", "blood", "lead", "lungs"
# The sections of GBZ 188 whose hazards each family of signs is about. In 2014 5.19 holds toluene and xylene as well.
SECTIONS = {HEARING: ("7.1",), BLOOD: ("5.19",), LEAD: ("5.1",), LUNGS: ("6.1", "6.2", "6.3", "6.4", "6.5")}
COUNTS = {"4010100": "wbc", "4010200": "neutrophil", "4012600": "platelet"}
METALS = {"4070100": "blood", "4080100": "urine"}
SPIROMETRY = {"3020100": "fvc", "3020200": "fev1", "3020300": "ratio"}
SIGN_BITS = 56
THRESHOLDS = {
    f"304{number + 1 + 7 * ear:02}00": (name, frequency)  # air conduction: 3040100… the left ear, 3040800… the right
    for ear, name in enumerate(EARS)
    for number, frequency in enumerate(FREQUENCIES)
}


@dataclass(frozen=True)
class Sign:
    """A number of `item` may say something where it is at least `high`, below `low`, or below its own reference range.

    `over` is what a number must be above to be one of that item at all: a ratio of 0.84 is none in percent.
    """

    item: str
    family: str
    high: float | None = None
    low: float | None = None
    own_range: bool = False
    over: float | None = None


@cached
def signs() -> tuple[Sign, ...]:
    """Every item that is looked at, with the loosest bound that any day knows."""
    return (*_ears(), *_counts(), *_metals(), *_spirometry())


def bit(family: str) -> int:
    """Each family of signs has a bit of its own, in the second mask above those of the parts of examinations."""
    return 1 << (SIGN_BITS + list(SECTIONS).index(family))


@cached
def hazards_of_families() -> tuple[dict[str, Any], ...]:
    """The hazards of each family by edition, with the days between which the edition is in force."""
    return tuple(
        {"hazard": row.code, "family": family, "valid_from": edition.valid_from, "valid_to": edition.valid_to}
        for edition in editions()
        for family, sections in SECTIONS.items()
        for row in {row.code: row for row in codelist("hazard").rows}.values()
        if set(edition.sections(row.code)) & set(sections)
    )


@cached
def units() -> tuple[dict[str, str], ...]:
    """The units in which the item of each sign is written, in plain form: all of them are of one size."""
    items = {row.code: row.extra.get("units", "") for row in codelist("exam_item").rows}
    written = {sign.item: items[sign.item].split("|") for sign in signs()}
    plainly = (lambda unit: unit.replace(" ", "").lower(), plain)  # full-width signs are written by some, not by others
    pairs = {(item, made(unit)) for item, units in written.items() for unit in units if unit for made in plainly}
    return tuple({"item": item, "plain_unit": unit} for item, unit in sorted(pairs))


def _ears() -> Iterator[Sign]:
    speech = min(value.value for value in parameter("compliance/hearing_speech").values)
    high = min(value.value for value in parameter("compliance/hearing_high_mean").values)
    for item, (_, frequency) in THRESHOLDS.items():
        # A mean of three is at least what one of them is; age is only ever taken off.
        yield Sign(item, HEARING, high=high if frequency in HIGH else speech)


def _counts() -> Iterator[Sign]:
    for item, name in COUNTS.items():
        yield Sign(item, BLOOD, low=_loosest("compliance/benzene_counts", name), own_range=True, over=0)


def _metals() -> Iterator[Sign]:
    for item, name in METALS.items():
        yield Sign(item, LEAD, high=min(value.table[name] for value in parameter("compliance/lead_recheck").values))


def _spirometry() -> Iterator[Sign]:
    for item, name in SPIROMETRY.items():
        yield Sign(item, LUNGS, low=_loosest("compliance/lung_function", name), over=1.5)


def _loosest(name: str, key: str) -> float:
    return max(value.table[key] for value in parameter(name).values)
