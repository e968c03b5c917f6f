"""The charts of the overview, as data that charts.js draws, and its map."""

from dataclasses import dataclass
from typing import Any

from hub.pages.maps import Map, outlines, step, steps
from hub.pages.overview.places import Place
from hub.pages.overview.regulators import TRENDS, Known
from hub.pages.texts import say

MAPPED = ("examination", "worker", "suspected", "diagnosis")


@dataclass(frozen=True)
class CountyMap:
    """Counties shaded by `counts`, None where one is not shown; `steps` are the least and most of each shade."""

    map: Map
    counts: dict[str, int | None]
    steps: list[tuple[int, int]]

    def shade(self, code: str) -> str:
        """Of a county: from s0 for nought to the darkest; unknown where its count is not shown."""
        found = step(self.counts[code], self.steps)
        return "unknown" if found is None else f"s{found}"


def drawn(place: Place, known: Known, lang: str) -> dict[str, dict[str, Any]]:
    """Months by kind, hazards and industries as bars."""
    found: dict[str, dict[str, Any]] = {kind: _years(place, known, kind, lang) for kind in TRENDS}
    for name, lines in (("hazards", known.hazards), ("industries", known.industries)):
        counts = [line.counts["examination"] for line in lines]
        found[name] = {"kind": "bars", "names": [line.name for line in lines], "values": counts}
    return found


def _years(place: Place, known: Known, kind: str, lang: str) -> dict[str, Any]:
    year = place.on.year
    return {
        "kind": "years",
        "names": [say(lang, "overview_month_of_year", month=n) for n in range(1, 13)],
        "series": [
            {"name": str(year), "values": [this for this, _ in known.months[kind]]},
            {"name": str(year - 1), "values": [last for _, last in known.months[kind]]},
        ],
    }


def counties(place: Place, known: Known, mapped: str, province: str) -> CountyMap | None:
    """The counties of the place by one of their counts; None where it has none with an outline."""
    if place.level not in ("province", "city"):
        return None
    counts = {line.code: line.counts[mapped] for line in known.counties}
    found = outlines(frozenset(counts), province)
    return CountyMap(found, counts, steps(counts)) if found else None
