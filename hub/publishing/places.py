"""Where persons are counted: the city and the county of a division code, as divisions stand on a day."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.codes.divisions import ancestors, current, normalise

OTHER, UNKNOWN = "other", "unknown"  # another province; not told or not known


class Place(NamedTuple):
    """Codes of six digits, or OTHER or UNKNOWN. Where only the city is known, its code stands for the county too."""

    city: str
    county: str


@lru_cache(maxsize=8192)
def place_of(code: str, province: str, on: date) -> Place:
    """The place of a division code of any time. `province`: the code of the hub's own."""
    key = normalise(code)
    here = current(key, on) if key else None
    if here is None:
        return Place(UNKNOWN, UNKNOWN)
    if here[:2] != province[:2]:
        return Place(OTHER, OTHER)
    line = [each for each in (here, *ancestors(here, on)) if len(each) == len(province)]
    city = next((each for each in line if each[2:4] != "00" and each[4:] == "00"), None)
    county = next((each for each in line if each[4:] != "00"), None)
    return Place(city or county or province, county or city or province)
