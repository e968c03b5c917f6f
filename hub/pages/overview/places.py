"""Where the overview looks: the place that is asked for, within the reader's own territory, and what lies below it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hub.door.callers import Caller
from hub.door.locks import not_there
from hub.pages.queries import place_name
from schemas.codes import codelist
from schemas.codes.divisions import ancestors, current, subtree

LEVELS = ("province", "city", "county", "town")


@dataclass(frozen=True)
class Place:
    """A division as of a day. `trail` are those above it within the reader's territory, from the highest.

    `codes` are all that lie in it; None where that is everything behind the reader's fence.
    """

    code: str
    level: str
    trail: tuple[str, ...]
    codes: frozenset[str] | None
    on: date

    @property
    def name(self) -> str:
        return place_name(self.code)

    def all_codes(self) -> frozenset[str]:
        """All codes of any time that lie in it."""
        return subtree(self.code, self.on)

    def below(self, code: str) -> str:
        """The division directly below this one that a code lies in; this one where no more is known."""
        return _below(self.code, code, self.on)

    def rolled_up(self, counts: Mapping[tuple[str, str], int]) -> dict[str, Counter[str]]:
        """Counts by (division code, kind), as counts by what lies directly below."""
        found: dict[str, Counter[str]] = {}
        for (code, kind), count in counts.items():
            found.setdefault(self.below(code), Counter())[kind] += count
        return found

    def by_county(self, counts: Mapping[tuple[str, str], int]) -> dict[str, Counter[str]]:
        """The same by county, however far above the counties this place is."""
        found: dict[str, Counter[str]] = {}
        for (code, kind), count in counts.items():
            if county := _county(code, self.on):
                found.setdefault(county, Counter())[kind] += count
        return found

    def counties(self) -> list[str]:
        """The counties in it that are in force, where it is above them."""
        if self.level not in ("province", "city"):
            return []
        inside = self.all_codes()
        rows = (row for row in codelist("division").rows if row.in_force(self.on) and row.code in inside)
        return [row.code for row in rows if level_of(row.code) == "county"]

    def called(self, code: str) -> str:
        """The name of a division below; empty for what is only known to lie in this place."""
        return "" if code == self.code else place_name(code)

    def children(self) -> list[str]:
        """The divisions directly below that are in force, by code."""
        return [row.code for row in codelist("division").rows
                if row.in_force(self.on) and row.extra.get("parent") == self.code]  # fmt: skip


def place_of(who: Caller, asked: str, province: str, on: date) -> Place:
    """The place `asked` for, by its code with or without noughts at the end; the reader's own territory without one.

    Raises NotFoundError for a code that is no division of the reader's territory.
    """
    own = own_territory(who, province)
    code = asked.ljust(6, "0") if asked else own
    if not codelist("division").get(code, on) or (code != own and code not in subtree(own, on)):
        raise not_there()
    above = ancestors(code, on)
    trail = tuple(reversed(above[: above.index(own) + 1])) if own in above else ()
    codes = None if code == own else subtree(code, on)
    return Place(code, level_of(code), trail, codes, on)


def own_territory(who: Caller, province: str) -> str:
    """The division whose regulator somebody is."""
    return who.signed_in.territory or province


def level_of(code: str) -> str:
    """province, city, county or town."""
    noughts = len(code) - len(code.rstrip("0"))
    return "town" if len(code) > 6 else "province" if noughts >= 4 else "city" if noughts >= 2 else "county"


@lru_cache(maxsize=8192)
def _below(parent: str, code: str, on: date) -> str:
    here = current(code, on) if code else None
    line = (here, *ancestors(here, on)) if here else ()
    return line[line.index(parent) - 1] if parent in line[1:] else parent


@lru_cache(maxsize=8192)
def _county(code: str, on: date) -> str | None:
    here = current(code, on) if code else None
    line = (here, *ancestors(here, on)) if here else ()
    return next((each for each in line if level_of(each) == "county"), None)
