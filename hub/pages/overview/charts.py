"""The charts of the overview, as data that charts.js draws."""

from typing import Any

from hub.pages.overview.places import Place
from hub.pages.overview.regulators import TRENDS, Known
from hub.pages.texts import say

MAPPED = ("examination", "worker", "suspected", "diagnosis")


def drawn(place: Place, known: Known, mapped: str, lang: str) -> dict[str, dict[str, Any]]:
    """Months by kind, hazards and industries as bars, and the map where the place has one."""
    found: dict[str, dict[str, Any]] = {kind: _years(place, known, kind, lang) for kind in TRENDS}
    for name, lines in (("hazards", known.hazards), ("industries", known.industries)):
        counts = [line.counts["examination"] for line in lines]
        found[name] = {"kind": "bars", "names": [line.name for line in lines], "values": counts}
    if place.level in ("province", "city"):
        found["map"] = _map(place, known, mapped, lang)
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


def _map(place: Place, known: Known, mapped: str, lang: str) -> dict[str, Any]:
    """Counties shaded by a count; each leads to its own page. One whose count is hidden says so."""
    return {
        "kind": "map",
        "url": f"/map/{place.code}.json",
        "failed": say(lang, "overview_map_failed"),
        "values": [
            {"name": line.code, "title": line.name, "value": line.counts[mapped], "href": f"/?division={line.code}",
             "said": say(lang, "overview_hidden") if line.counts[mapped] is None else line.counts[mapped]}
            for line in known.counties
        ],
    }  # fmt: skip
