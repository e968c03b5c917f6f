"""A change of law tried before it is switched on: a number edited from a day on, and what findings it would change."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from analytics.parameters import Parameter, all_parameters, parameter
from analytics.rules import rules
from hub.db import Store
from hub.door.callers import OfStore
from hub.errors import HubError, NotFoundError
from hub.jobs.asked import SIMULATING
from hub.jobs.queue import ask, standing
from hub.pages.rendering import render
from hub.pages.system.jobs import OfOperator
from hub.pages.system.reference import TOPICS
from hub.pages.texts import language, texts
from hub.security.audit.entries import Access, Verb, record_access
from hub.surveillance.trying import TRIED, Trial, change_of, trials, written_numbers

router = APIRouter(include_in_schema=False)
PATH, SHOWN = "/system/simulator", 10
Text = Annotated[str, Form(max_length=400)]


@dataclass(frozen=True)
class Typed:
    """The form of a trial as it was filled in."""

    parameter: Text
    edited: Text = ""
    begins: Text = ""
    as_of: Text = ""

    def check(self) -> None:
        """Raises HubError for what cannot be tried."""
        change_of(self.parameter, self.edited, _day(self.begins))
        if _day(self.as_of) < _day(self.begins):
            raise HubError("计算日期不能早于施行日期。", "The day to judge by is not before the first day.")


@dataclass(frozen=True)
class SimulatorPage:
    """`chosen` is the parameter that is edited; `typed` what stands in its form; `names` of rules and items."""

    parameters: dict[str, list[str]]
    chosen: Parameter | None
    typed: dict[str, str]
    problem: HubError | None
    running: str | None
    trials: list[Trial]
    names: dict[str, str]


@router.get(PATH)
def simulator(
    request: Request, store: OfStore, who: OfOperator, parameter_: Annotated[str, Query(alias="parameter")] = ""
) -> HTMLResponse:
    if parameter_ and parameter_ not in tried():
        raise unknown()
    today = datetime.now(UTC).astimezone(store.settings.zone).date().isoformat()
    return _page(request, store, who.actor.as_hub(), parameter_, {"begins": today, "as_of": today})


@router.post(PATH)
def tried_out(request: Request, store: OfStore, who: OfOperator, typed: Annotated[Typed, Depends()]) -> Response:
    """Ask for a trial, on the record; what cannot be tried is told above the form as it was typed."""
    if typed.parameter not in tried():
        raise unknown()
    try:
        typed.check()
        _ask(store, str(who.actor), typed)
    except HubError as problem:
        return _page(request, store, who.actor.as_hub(), typed.parameter, asdict(typed), problem)
    with store.transaction(who.actor) as connection:
        detail = {"what": "law-tried", "parameter": typed.parameter}
        record_access(connection, store.keys, who.actor, Access(Verb.DECIDE, address=who.address, detail=detail))
    return RedirectResponse(PATH, 303)


def _ask(store: Store, asked_by: str, typed: Typed) -> None:
    if not ask(store, SIMULATING, asked_by=asked_by, **asdict(typed)):
        raise HubError("已有一次试算在排队；请等它完成。", "A trial waits already; let it end first.")


def _page(
    request: Request, store: Store, hub: Any, name: str, typed: dict[str, str], problem: HubError | None = None
) -> HTMLResponse:
    chosen = parameter(name) if name else None
    if chosen and "edited" not in typed:
        latest = chosen.values[-1]
        typed = typed | {"edited": written_numbers(latest.table, latest.value)}
    with store.transaction(hub) as connection:
        running = standing(connection, SIMULATING)
    folders = {folder: [each for each in tried() if each.startswith(f"{folder}/")] for folder in TRIED}
    names = rule_names(language(request))
    page = SimulatorPage(folders, chosen, typed, problem, running, trials(store, SHOWN), names)
    return render(request, "system/simulator.html", 422 if problem else 200, page=page)


def unknown() -> NotFoundError:
    return NotFoundError("没有这个可试算的参数；请从列表中选择。", "No such parameter can be tried; choose one listed.")


def tried() -> list[str]:
    """The parameters that can be tried."""
    return [name for name in all_parameters() if name.split("/")[0] in TRIED]


def rule_names(lang: str) -> dict[str, str]:
    """What is counted, in words: rules, and items of benefits."""
    every = [rule for topic in TOPICS for rule in rules(topic).values()]
    told = {rule.id: f"{rule.id} {rule.title_zh if lang == 'zh' else rule.title_en}" for rule in every}
    start = "calc_item_"
    items = {key.removeprefix(start): text for key, text in texts(lang).items() if key.startswith(start)}
    return told | {f"entitlement {code}": name for code, name in items.items()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HubError("日期写作 2026-01-31。", "Write days like 2026-01-31.") from None
