"""Administrative divisions: one key form, what lies above what, and what became of abolished ones.

Key form: six digits (GB/T 2260) for county and above, nine digits (county and three of the ministry) for townships.
Shandong (37) is listed in full with its history. Other provinces are known by rule: the first two digits name a
province, the city digits are blank only when the county digits are too, and nine digits carry a township.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from schemas.codes import Code, codelist

HOME = "37"


def normalise(code: str) -> str | None:
    """The key form of a code of 6, 9, 10 or 12 digits, or None when no such division was ever known.

    Ten digits (the provincial platform) and twelve (the statistics bureau) number townships differently from the
    ministry, so of those only the county is taken; who needs the township must match it by name.
    """
    if not (code.isascii() and code.isdigit() and len(code) in (6, 9, 10, 12)):
        return None
    key = code[:6] if len(code) != 9 or code.endswith("000") else code
    return key if key in _history() or _well_formed(key) else None


def is_known(code: str, on: date) -> bool:
    """Is `code`, in key form, a division in force on `on`? Outside Shandong its form decides."""
    if code[:2] == HOME:
        return codelist("division").get(code, on) is not None
    return _well_formed(code)


def ancestors(code: str, on: date) -> tuple[str, ...]:
    """The divisions above `code` on `on`, nearest first: county, city, province. Empty for an unknown code."""
    if code[:2] != HOME:
        return _above(code) if _well_formed(code) else ()
    row = _row(code, on)
    parent = row.extra.get("parent") if row else f"{HOME}0000" if code in _history() and code[2:] != "0000" else None
    return (parent, *ancestors(parent, on)) if parent else ()


def current(code: str, on: date) -> str | None:
    """The division in force on `on` that `code` is or became; None when unknown.

    A division that was split gives the lowest division that holds all its parts: that much is certain.
    """
    if code[:2] != HOME:
        return code if _well_formed(code) else None
    row = _row(code, on)
    if row is None or row.in_force(on):
        return code if row else None
    heirs = [current(heir, on) for heir in row.extra.get("successor", "").split("|") if heir]
    return _common([heir for heir in heirs if heir], on)


@lru_cache(maxsize=4096)
def subtree(code: str, on: date) -> frozenset[str]:
    """All codes of any time whose place lies on `on` in the division that `code` is, or in those it became.

    A place that was split lies where all its parts lie, so a city holds what it shared out among its counties, and a
    county does not. Empty for an unknown code; outside Shandong only the code itself is certain.
    """
    if code[:2] != HOME:
        return frozenset({code} if _well_formed(code) else ())
    roots = set(_heirs(code, on))
    return frozenset(each for each, line in _lines(on).items() if roots.intersection(line))


def _heirs(code: str, on: date) -> Iterator[str]:
    """The divisions in force that `code` is or became: several where it was split."""
    row = _row(code, on)
    if row is None:
        return
    if row.in_force(on):
        yield code
        return
    for heir in row.extra.get("successor", "").split("|"):
        if heir:
            yield from _heirs(heir, on)


@lru_cache(maxsize=8)
def _lines(on: date) -> dict[str, tuple[str, ...]]:
    """Each code of Shandong with what it is now and all that lies above that."""
    now = {code: current(code, on) for code in _history() if code[:2] == HOME}
    return {code: (place, *ancestors(place, on)) for code, place in now.items() if place}


def _common(codes: list[str], on: date) -> str | None:
    if not codes:
        return None
    lines = [(code, *ancestors(code, on)) for code in codes]
    return next((place for place in lines[0] if all(place in line for line in lines[1:])), None)


def _row(code: str, on: date) -> Code | None:
    """The row of `code` on `on`, else its last row before that day."""
    rows = [row for row in _history().get(code, ()) if row.valid_from is None or row.valid_from <= on]
    return max(rows, key=lambda row: row.valid_from or date.min, default=None)


def _well_formed(code: str) -> bool:
    """Could this be a division of another province? Taiwan, Hong Kong and Macao have only the first level."""
    if code[:2] == HOME or f"{code[:2]}0000" not in _history() or len(code) not in (6, 9):
        return False
    city, county, town = code[2:4], code[4:6], code[6:]
    return code.isascii() and code.isdigit() and (city != "00" or county == "00") and (not town or county != "00")


def _above(code: str) -> tuple[str, ...]:
    line = (code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return tuple(place for place in dict.fromkeys(line) if place != code)


@cache
def _history() -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    for row in codelist("division").rows:
        found.setdefault(row.code, []).append(row)
    return found
