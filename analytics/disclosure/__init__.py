"""Disclosure control of published tables: small counts are hidden, and so is whatever else would give them away.

Pure functions: tables in, tables out. The criterion is in `model`, its proof in `worlds`, the adversary in `attack`.
"""

from analytics.disclosure.attack import Interval, attack, disclosed
from analytics.disclosure.layouts import Layout, Publication, publish
from analytics.disclosure.model import DisclosureError, Published, Table
from analytics.disclosure.protect import protect
from analytics.disclosure.rates import rates

__all__ = [
    "DisclosureError",
    "Interval",
    "Layout",
    "Publication",
    "Published",
    "Table",
    "attack",
    "disclosed",
    "protect",
    "publish",
    "rates",
]
