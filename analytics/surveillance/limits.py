"""Whether a level is known to be below the occupational limit of its hazard."""

from analytics.surveillance.case import Hazard
from analytics.surveillance.unknowns import Unknown
from schemas.codes import codelist
from schemas.overlay import cached

COLUMNS = ("mac", "twa", "twa_total", "twa_resp", "stel")


@cached
def limit(hazard: str) -> float | None:
    """The lowest limit of a hazard in its own unit (mg/m³, noise dB(A)); None where there is no single one.

    A level does not say which limit it is compared with, so only what is below all of them is below the limit.
    """
    entry = codelist("hazard").get(hazard)
    found = [float(entry.extra[name]) for name in COLUMNS if name in entry.extra] if entry else []
    return min(found, default=None)


def below_limit(hazard: Hazard) -> bool | Unknown:
    """Below the limit? An Unknown where the level is not told or there is nothing to compare it with."""
    known = limit(hazard.code)
    if known is None:
        return Unknown("limit")
    return Unknown("level") if hazard.level is None else hazard.level < known
