"""What a signal says in codes, in words: hazards, places, layers, who is meant, how rare."""

from collections.abc import Iterable
from typing import Any

from analytics.clusters.layers.harmed import HARMED
from hub.pages import calibration, queries
from hub.pages.texts import say
from hub.surveillance.alarm_sentences import MARKERS, often_en, often_zh
from schemas.codes import codelist

LAYERS = ("employer", "territory", "change", "space", "onset", "series", "subset")
IN_PLACES = ("territory", "series", "space")  # layers whose `where` is codes of divisions
BANDS = {"age_band": "age", "exposure_band": "exposure"}
LISTS = {"hazard": "hazard", "industry": "industry", "size": "employer_size"}
COUNTY = 6


def hazard(code: str | None, lang: str) -> str:
    """The name of a hazard; that there are several where none is told."""
    return named("hazard", code) if code else say(lang, "several_hazards")


def named(of: str, code: str) -> str:
    """What a code list calls a code; the code itself where it does not know it."""
    found = codelist(of).get(code)
    return found.name if found else code


def place(code: str | None) -> str:
    """A county with its city, or what its code is short for: 37 is the province and 3701 a city."""
    whole = (code or "").ljust(COUNTY, "0")[:COUNTY]
    name, city = queries.place_name(whole), queries.place_name(f"{whole[:4]}00")
    return f"{city} {name}" if city and name not in (city, "") and whole[4:] != "00" else name


def outcome(code: str, lang: str) -> str:
    """What was found of the workers."""
    if code == HARMED:
        return say(lang, "signals_outcome_harmed")
    marker = MARKERS.get(code)
    return say(lang, "signals_outcome_change", marker=marker[lang == "en"] if marker else code)


def often(days: float, lang: str) -> str:
    """How long it takes until chance brings an alarm like it."""
    return often_zh(days) if lang == "zh" else often_en(days)


def where(alarm: dict[str, Any], lang: str) -> str:
    """Whom an alarm (layer, where, employers) is about, as its layer says; blank for a single employer."""
    layer, told = alarm["layer"], alarm.get("where") or ""
    if layer in IN_PLACES:
        return say(lang, "signals_comma").join(place(code) for code in told.split(",") if code)
    if layer == "onset":
        tree, _space, code = told.partition(" ")
        return _node(tree, code, lang)
    if layer == "subset":
        return say(lang, "signals_semicolon").join(_values(part, lang) for part in told.split(";") if part)
    return ""


def _node(tree: str, code: str, lang: str) -> str:
    """A node of one of the trees of the field."""
    if tree == "territory":
        return place(code)
    if tree in ("industry", "hazard"):
        return named(tree, code)
    if tree == "ownership":
        return named("employer_size", code) if len(code) > 1 else named("economic_type", f"{code}00")
    return say(lang, "signals_one_employer")


def _values(part: str, lang: str) -> str:
    """An attribute of a subset with its values, told as `industry=0610,0620`."""
    name, _equals, codes = part.partition("=")
    return say(lang, f"signals_by_{name}") + say(lang, "signals_comma").join(_each(name, codes.split(","), lang))


def _each(name: str, codes: Iterable[str], lang: str) -> Iterable[str]:
    for code in codes:
        if not code.isalnum():
            yield say(lang, "not_known")
        elif name in BANDS:
            yield calibration.name(BANDS[name], {"value": code, "values": 1}, lang)  # type: ignore[arg-type]
        else:
            yield place(code) if name == "city" else named(LISTS[name], code)
