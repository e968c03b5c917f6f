"""One case of a benefit gap: what happened and what should have, under which clause, who must act, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from analytics.timeline.steps import STEP_OF, STEPS
from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs, not_there
from hub.pages.gaps.events import events, paid, records
from hub.pages.gaps.timeline import Entry, timeline
from hub.pages.queries import place_name
from hub.pages.rendering import render
from hub.pages.texts import language, words
from hub.people.deciding import members
from hub.people.entitled import entitled
from hub.people.purposes import DEFAULTS
from hub.people.reading import Profile, profile
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission
from hub.surveillance.explaining import explain
from hub.work.tasks import Task, task_of

router = APIRouter(include_in_schema=False)
OfFindings = Annotated[Caller, needs(Permission.FINDING_READ)]
UNNAMED = "核对待遇缺口（假名）"  # the purpose of whoever reads a case without the person
WHOSE = """
select f.worker_id, e.name as employer, e.division_code
from finding f left join employer e using (employer_id)
where f.finding_id = :finding and f.rule = any(:rules)
"""
# Every gap of the person, the current ones first; more than so many no case has.
GAPS = """
select f.finding_id, f.rule, f.due_on, f.raised_on, f.seen_on, f.closed_on, f.evidence, e.name as employer
from finding f left join employer e using (employer_id)
where f.worker_id = any(:workers) and f.rule = any(:rules)
order by f.closed_on is not null, f.due_on, f.finding_id limit 200
"""


@dataclass(frozen=True)
class CasePage:
    """`told` is the explanation of the finding; `gaps` all of the person's, this one among them; `person` is None for
    whom no person is shown, and `owed` then too; `timeline` is None where no record of the person is within reach."""

    told: dict[str, Any]
    step: str
    employer: str
    place: str
    gaps: Sequence[RowMapping]
    person: Profile | None
    timeline: list[Entry] | None
    owed: dict[str, Any] | None
    paid: dict[str, float]
    task: Task | None

    @property
    def lacking(self) -> dict[str, list[str]]:
        """The facts that are not known, each with the items that turn on it."""
        found: dict[str, list[str]] = {}
        for each in (self.owed or {}).get("unknown", ()):
            found.setdefault(each["needs"].removeprefix("parameters."), []).append(each["for"])
        return found

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Every step with its state: broken where a gap stands, else passed before the broken one, or ahead."""
        broken = {STEP_OF[gap["rule"]] for gap in self.gaps if gap["closed_on"] is None} | (
            {self.step} if self.told["closed_on"] is None else set()
        )
        order = [step for step in STEPS if step != "payer" or step in broken]
        first = min((order.index(step) for step in broken), default=len(order))
        states = ["broken" if step in broken else "passed" if n < first else "ahead" for n, step in enumerate(order)]
        return list(zip(order, states, strict=True))


@router.get("/gaps/{finding_id}")
def gap(request: Request, store: OfStore, who: OfFindings, finding_id: int) -> HTMLResponse:
    told = explain(store, who.actor, finding_id)
    today = datetime.now(store.settings.zone).date()
    with store.transaction(who.actor) as connection:
        whose = _whose(connection, finding_id)
        page = _page(store, connection, who, (told, whose), today)
    values: dict[str, Any] = {"task": page.task, "finding_id": finding_id, "word": words(language(request))}
    return render(request, "gaps/case.html", page=page, **values)


def _whose(connection: Connection, finding_id: int) -> RowMapping:
    """Raises NotFoundError for a finding that is no gap."""
    asked = {"finding": finding_id, "rules": list(STEP_OF)}
    found = connection.execute(text(WHOSE), asked).mappings().first()
    if found is None:
        raise not_there()
    return found


def _page(
    store: Store, connection: Connection, who: Caller, case: tuple[dict[str, Any], RowMapping], today: date
) -> CasePage:
    told, whose = case
    workers = members(connection, whose["worker_id"]) if whose["worker_id"] else []
    seen = records(connection, workers) if workers else []
    gaps = _gaps(connection, workers or [whose["worker_id"] or 0])
    is_named = bool(workers) and who.may(Permission.PERSON_READ)
    person = profile(connection, store.vault, workers) if is_named else None
    if workers:
        purpose = DEFAULTS[who.role] if is_named else UNNAMED
        numbers = [row["record_id"] for row in seen]
        access = Access(Verb.READ, purpose, workers, numbers, who.address, {"finding": told["finding_id"]})
        record_access(connection, store.keys, who.actor, access)
    return CasePage(
        told,
        STEP_OF[told["rule"]],
        whose["employer"] or "",
        place_name(told["division_code"] or whose["division_code"]),
        gaps,
        person,
        timeline(events(seen), [gap for gap in gaps if gap["closed_on"] is None], today) if seen else None,
        entitled(seen) if is_named and seen else None,
        paid(seen),
        task_of(connection, told["finding_id"]),
    )


def _gaps(connection: Connection, workers: list[int]) -> Sequence[RowMapping]:
    asked = {"workers": workers, "rules": list(STEP_OF)}
    return connection.execute(text(GAPS), asked).mappings().all()
