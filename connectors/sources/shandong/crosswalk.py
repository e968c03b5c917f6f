"""From provincial codes to national ones, by the reviewed tables in `crosswalks/`; what is not certain stays open.

Each table has the columns `ours,name,national,basis`: basis is `equal_name`, `reviewed` (a synonym a person looked
at), `same_stem` (a township that only became a street or town), `upper_level` (the division above, where the place
itself is in no ministry list), or blank where there is no certain counterpart.
"""

import csv
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from pathlib import Path

from schemas.codes import codelist, plain
from schemas.codes.diseases import disease_on
from schemas.codes.divisions import current, is_known, normalise
from schemas.codes.titles import TITLES
from schemas.issues import Issue

FOLDER = Path(__file__).parent / "crosswalks"
CANDIDATES = 3
_WITHOUT_LIST = {"contraindication": "职业禁忌证 contraindications", "unit": "计量单位 units"}


@dataclass(frozen=True)
class Crosswalk:
    """The national code of every mapped provincial one, and the name of every known one. `name` is that of our list."""

    name: str
    national: dict[str, str]
    names: dict[str, str]

    def find(self, text: str, on: date | None = None) -> str | None:
        """The national code for a provincial code, or for a name of either list that only one entry has."""
        if text in self.national or text in self.names:
            return self.national.get(text)
        if own := self._by_name.get(plain(text)):
            return next(iter(own)) if len(own) == 1 else None
        row = None if self.name in _WITHOUT_LIST else codelist(self.name).named(text, on)
        return row.code if row else None

    def issue(self, text: str, heading: str) -> Issue:
        """Why `text` has no national code, with the nearest entries to choose from."""
        called = self.names.get(text) or ("" if text.isdigit() else text)
        title = TITLES.get(self.name) or _WITHOUT_LIST[self.name]
        if called and self.name not in _WITHOUT_LIST:
            return Issue("name_unmapped", heading, {"list": title, "candidates": _nearest(self.name, called)})
        near = "、".join(f"{code} {self.names[code]}" for code in get_close_matches(text, self.names, CANDIDATES))
        return Issue("code_unknown", heading, {"list": title, "candidates": near or "—"})

    @cached_property
    def _by_name(self) -> dict[str, set[str | None]]:
        """National codes of the provincial entries that share a name; None stands for an entry without one."""
        found: dict[str, set[str | None]] = {}
        for code, name in self.names.items():
            found.setdefault(plain(name), set()).add(self.national.get(code))
        return found


@lru_cache(maxsize=4096)
def _nearest(name: str, called: str) -> str:
    return "、".join(f"{row.code} {row.name}" for row in codelist(name).nearest(called, CANDIDATES))


@cache
def crosswalk(name: str) -> Crosswalk:
    """The crosswalk into the list `name`. Raises FileNotFoundError for one that does not exist."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    national = {row["ours"]: row["national"] for row in rows if row["basis"]}
    return Crosswalk(name, national, {row["ours"]: row["name"].rstrip("*") for row in rows})


@cache
def same_codes(name: str) -> Crosswalk:
    """The crosswalk into a list whose codes the platform uses too, only without hyphens.

    A spreadsheet drops leading zeros: a number is read as the code it can only have been.
    """
    rows = {row.code.replace("-", ""): row for row in codelist(name).rows}
    national = {ours: row.code for ours, row in rows.items()}
    bare: dict[str, list[str]] = {}
    for ours in national:
        bare.setdefault(ours.lstrip("0"), []).append(ours)
    lost = {short: national[whole[0]] for short, whole in bare.items() if len(whole) == 1 and short not in national}
    return Crosswalk(name, {**lost, **national}, {ours: row.name for ours, row in rows.items()})


def disease(ours: str, on: date | None) -> str | None:
    """The national code of a suspected disease, in the edition of the catalogue in force on `on`."""
    code = crosswalk("disease").find(ours, on)
    return (disease_on(code, on) or code) if code and on else code


def division(ours: str, on: date | None) -> str | None:
    """The division a platform region was on `on`.

    The platform renames regions without renumbering them and keeps abolished ones, so that the right code may be
    the mapped one, the region's own digits on a day before the change, or what became of either.
    """
    mapped = crosswalk("division").find(ours, on)
    places = [place for place in (mapped, normalise(ours)) if place]
    if on is None or not places:
        return next(iter(places), None)
    heirs = (current(place, on) for place in places)
    return next((place for place in (*places, *heirs) if place and is_known(place, on)), places[0])
