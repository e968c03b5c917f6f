"""One signal: what was found, how surprising it is, all it rests on, and what may be done about it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from analytics.clusters.nightly import adjusted_for
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.pages.maps import Map, around
from hub.pages.rendering import render
from hub.pages.signals import words
from hub.pages.signals.artefacts import Artefact, beside
from hub.pages.signals.history import Night, history
from hub.pages.signals.months import Month, chart, months
from hub.pages.signals.signal import Signal, signal
from hub.pages.signals.similar import Similar, similar
from hub.pages.signals.workplaces import MOST, Workplace, counties, workplaces
from hub.pages.texts import language, say
from hub.security.permissions import Permission
from hub.work.tasks import Task, task_of

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
CHART = ("observed", "expected", "window")


@dataclass(frozen=True)
class Agreeing:
    """Another layer that alarmed of the same workers, and of whom in its own words."""

    layer: str
    where: str
    told: dict[str, Any]


@dataclass(frozen=True)
class SignalPage:
    """`workplaces` are the first of `workplaces_in_all`; `may_read` says whether the reader may see persons."""

    signal: Signal
    months: list[Month]
    workplaces: list[Workplace]
    workplaces_in_all: int
    counties: dict[str, int]
    map: Map | None
    artefacts: list[Artefact]
    history: list[Night]
    similar: list[Similar]
    task: Task | None
    may_read: bool

    @property
    def workers(self) -> int:
        return len(self.signal.told.get("workers", ()))

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        return tuple(self.signal.told.get("adjusted_for") or adjusted_for(self.signal.layer))

    @property
    def agreeing(self) -> list[Agreeing]:
        lang = self.signal.lang
        return [Agreeing(each["layer"], words.where(each, lang), each) for each in self.signal.alarms[1:]]


@router.get("/clusters/{finding_id:int}")
def one_signal(request: Request, store: OfStore, who: OfAnalyses, finding_id: int) -> HTMLResponse:
    lang = language(request)
    with store.transaction(who.actor) as connection:
        found = signal(connection, finding_id, lang)
        seen = months(connection, found)
        places = workplaces(connection, found)
        artefacts = beside(connection, found.employers, found.told.get("records", []))
        nights, alike = history(connection, finding_id, lang), similar(connection, found, places)
        task = task_of(connection, finding_id)
    counts = counties(places)
    page = SignalPage(found, seen, places[:MOST], len(places), counts, around(counts, store.settings.province),
                      artefacts, nights, alike, task, who.may(Permission.PERSON_READ))  # fmt: skip
    names = {name: say(lang, f"signals_chart_{name}") for name in CHART}
    return render(request, "signals/signal.html", page=page, task=task, finding_id=finding_id,
                  charts={"months": chart(seen, names)})  # fmt: skip
