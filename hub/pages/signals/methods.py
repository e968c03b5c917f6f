"""How signals are found, in words: each layer, what a state means, how rare is rare enough, what is no cluster."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from analytics.clusters.nightly import adjusted_for
from analytics.parameters import parameter
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.pages.rendering import render
from hub.pages.signals import words
from hub.pages.signals.artefacts import RULES
from hub.pages.signals.listing import STATES
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
NUMBERS = ("window_months", "least_observed", "least_ratio", "false_alarms_a_month", "fading_days")


@dataclass(frozen=True)
class MethodsPage:
    """`adjusted` by layer; `numbers` of the method in force on `day`."""

    day: date
    adjusted: dict[str, tuple[str, ...]]
    numbers: dict[str, str]
    states: tuple[str, ...] = STATES
    rules: tuple[str, ...] = RULES


@router.get("/clusters/methods")
def methods(request: Request, store: OfStore, _: OfAnalyses) -> HTMLResponse:
    day = datetime.now(store.settings.zone).date()
    numbers = {name: f"{parameter(f'clusters/{name}').on(day).value:g}" for name in NUMBERS}
    adjusted = {layer: adjusted_for(layer) for layer in words.LAYERS}
    return render(request, "signals/methods.html", page=MethodsPage(day, adjusted, numbers))
