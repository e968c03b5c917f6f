"""Examinations of an employer by year and conclusion, small counts hidden from who may not read records."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.engine import RowMapping

CONCLUSIONS = ("01", "02", "03", "04", "05")


@dataclass(frozen=True)
class Year:
    """Persons examined, and those with each of CONCLUSIONS, a person with several in each of them. None: hidden."""

    year: int
    examined: int | None
    said: dict[str, int | None]


def by_year(rows: Iterable[RowMapping], threshold: int | None) -> list[Year]:
    """The latest year first. `threshold`: counts from 1 to below it are hidden, with one more where only one is."""
    told: dict[int, dict[str | None, int]] = {}
    for row in rows:
        told.setdefault(row["year"], {})[row["said"]] = row["people"]
    years = [(year, told[year]) for year in sorted(told, reverse=True)]
    return [_year(year, counts.pop(None, 0), counts, threshold) for year, counts in years]


def _year(year: int, examined: int, counts: dict[str | None, int], threshold: int | None) -> Year:
    all_told: dict[str, int | None] = {code: counts.get(code, 0) for code in CONCLUSIONS}
    if threshold is None:
        return Year(year, examined, all_told)
    return Year(year, None if 0 < examined < threshold else examined, hidden(all_told, threshold))


def hidden(counts: dict[str, int | None], threshold: int) -> dict[str, int | None]:
    """Without the small ones. A single hidden count could be had from the sum, so the next one is hidden with it."""
    small = {name for name, count in counts.items() if count is not None and 0 < count < threshold}
    if len(small) == 1:
        rest = [(count, name) for name, count in counts.items() if count and name not in small]
        small |= {min(rest)[1]} if rest else set()
    return {name: None if name in small else count for name, count in counts.items()}
