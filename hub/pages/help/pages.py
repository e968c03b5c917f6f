"""The pages of help, for everybody who signed in."""

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.door.locks import SignedIn
from hub.pages.help.states import STATES
from hub.pages.help.terms import TERMS
from hub.pages.help.tours import Step, tour
from hub.pages.rendering import render

router = APIRouter(include_in_schema=False)
KEYS = ("tab", "enter", "space", "skip", "escape", "arrows", "zoom", "print")


@dataclass(frozen=True)
class HelpPage:
    """`topic` is what is shown: the first day, words, states, or keys."""

    topic: str
    steps: list[Step] = field(default_factory=list)
    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


@router.get("/help")
def first_day(request: Request, who: SignedIn) -> HTMLResponse:
    return render(request, "help/first_day.html", page=HelpPage("first_day", steps=tour(who)))


@router.get("/help/terms")
def terms(request: Request, _: SignedIn) -> HTMLResponse:
    return render(request, "help/terms.html", page=HelpPage("terms", terms=TERMS))


@router.get("/help/states")
def states(request: Request, _: SignedIn) -> HTMLResponse:
    return render(request, "help/states.html", page=HelpPage("states", states=STATES))


@router.get("/help/keyboard")
def keyboard(request: Request, _: SignedIn) -> HTMLResponse:
    return render(request, "help/keyboard.html", page=HelpPage("keyboard", keys=KEYS))
