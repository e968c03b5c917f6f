"""The items an edition asks for in the codes that results carry: each name stands for parts, each part for codes."""

from dataclasses import dataclass
from functools import reduce

from analytics.surveillance.tables import rows
from schemas.codes import codelist
from schemas.overlay import cached

WIDTH = 62  # parts in one mask: whole numbers of eight bytes, without the sign; the last mask ends with those of signs
MASKS = 2


@dataclass(frozen=True)
class Part:
    """One part has a bit in a mask. It is done where one of `codes` has a result."""

    codes: frozenset[str]
    mask: int
    bit: int


@cached
def parts() -> dict[str, Part]:
    """The parts by their names.

    A code of the national list counts with all codes below it; so does that of the whole group: its report names no
    single item.
    """
    found = {}
    for number, row in enumerate(rows("item_parts")):
        named = [code for text in (row["codes"], row["whole"]) for code in text.split("|") if code]
        mask, place = divmod(number, WIDTH)
        found[row["part"]] = Part(frozenset(_with_below(row["codes"].split("|"))) | set(named), mask, 1 << place)
    return found


@cached
def masks_of_items() -> dict[str, tuple[int, ...]]:
    """For each code of the national list the bits of the parts that a result of it shows as done."""
    found: dict[str, list[int]] = {}
    for part in parts().values():
        for code in part.codes:
            found.setdefault(code, [0] * MASKS)[part.mask] |= part.bit
    return {code: tuple(bits) for code, bits in found.items()}


@cached
def masks_of_names() -> dict[str, tuple[int, ...]]:
    """For each item that an edition names the bits of all its parts. What has no code of its own is left out."""
    named = {row["item"]: row["parts"].split("|") for row in rows("item_names") if row["parts"]}
    return {name: tuple(_together(each, mask) for mask in range(MASKS)) for name, each in named.items()}


def _together(names: list[str], mask: int) -> int:
    bits = [part.bit for part in map(parts().__getitem__, names) if part.mask == mask]
    return reduce(int.__or__, bits, 0)


def _with_below(codes: list[str]) -> set[str]:
    """The codes and every code under them: 12 导联心电图 is a 心电图."""
    found, more = set[str](), set(codes)
    while more:
        found |= more
        more = {row.code for row in codelist("exam_item").rows if row.extra.get("parent") in more} - found
    return found
