"""One employer with all that is known of it, as far as whoever reads it may see. One outside the fence is not there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from analytics.disclosure.layouts import threshold_on
from analytics.parameters import parameter
from analytics.surveillance.months import add_months
from analytics.workplaces.risk import Risk, risk
from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.pages.employers import queries, workplaces
from hub.pages.employers.examinations import Year, by_year
from hub.pages.employers.list_of_employers import named, sees_examinations
from hub.pages.queries import no_employer, rows
from hub.pages.rendering import render
from hub.people.gist import name_on
from hub.people.purposes import DEFAULTS
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission

router = APIRouter(prefix="/employers", include_in_schema=False)
EXAMINED_YEARS, EXPOSED_YEARS, MEASURED_YEARS = 5, 3, 6
VALID = "compliance/measurement_months"  # a measurement older than the longest interval tells nothing of today
LARGEST = 2**63 - 1
Reader = Annotated[Caller, needs(Permission.FINDING_READ, Permission.RECORD_READ)]


@dataclass(frozen=True)
class EmployerPage:
    """An employer: `one` its register entry with names, `exposed` hazards with people and kinds of work, `posts` what
    was measured, `years` of examinations (None for who does not see them), `cases` by disease and `latest` by person
    (None for who may not read persons), `by_rule` all findings and `gaps` and `signals` one by one (None: not seen).
    """

    one: dict[str, Any]
    fresh: list[RowMapping]
    exposed: list[dict[str, Any]]
    posts: list[workplaces.Post]
    report: dict[str, Any] | None
    years: list[Year] | None
    threshold: int | None
    cases: list[dict[str, Any]]
    latest: list[dict[str, Any]] | None
    insurance: dict[str, Any]
    by_rule: list[RowMapping] | None
    gaps: list[RowMapping] | None
    signals: list[RowMapping] | None
    risk: Risk
    computed_at: datetime

    def hazard_name(self, code: str) -> str:
        return name_on("hazard", code, self.computed_at.date())

    def conclusion_name(self, code: str) -> str:
        return name_on("exam_conclusion", code, self.computed_at.date())


@router.get("/{employer_id}")
def one_employer(request: Request, store: OfStore, who: Reader, employer_id: int) -> HTMLResponse:
    now = datetime.now(store.settings.zone)
    with store.transaction(who.actor) as connection:
        shown = _read(connection, store, who, employer_id, now)
    charts = {"measured": workplaces.chart(shown.posts)}
    return render(request, "employers/one_employer.html", page=shown, charts=charts)


def _read(connection: Connection, store: Store, who: Caller, employer_id: int, now: datetime) -> EmployerPage:
    today = now.date()

    def ask(query: str, **values: Any) -> list[RowMapping]:
        return list(rows(connection, query, employer=employer_id, **values))

    found = ask(queries.ONE) if 0 < employer_id <= LARGEST else []
    if not found:
        raise no_employer()
    threshold = None if who.may(Permission.RECORD_READ) else threshold_on(today)
    exposed = [_exposed(row, threshold) for row in ask(queries.EXPOSED, first=queries.years_ago(today, EXPOSED_YEARS))]
    reports = ask(queries.MEASUREMENTS, first=queries.years_ago(today, MEASURED_YEARS))
    posts = workplaces.posts(reports)
    told = ask(queries.EXAMINATIONS, first=queries.years_ago(today, EXAMINED_YEARS - 1))
    finds = who.may(Permission.FINDING_READ)
    return EmployerPage(
        one=_register(found[0], ask(queries.REPORTED), today),
        fresh=ask(queries.FRESH),
        exposed=exposed,
        posts=posts,
        report=_report(reports),
        years=by_year(told, threshold) if sees_examinations(who) else None,
        threshold=threshold,
        cases=_cases(ask(queries.CASES), threshold),
        latest=_latest(connection, store, who, ask) if threshold is None and who.may(Permission.PERSON_READ) else None,
        insurance=_insured(ask(queries.INSURANCE)[0], threshold),
        by_rule=ask(queries.BY_RULE) if finds else None,
        gaps=ask(queries.CURRENT, analysis="gaps") if finds else None,
        signals=ask(queries.CURRENT, analysis="clusters") if who.may(Permission.ANALYSIS_READ) else None,
        risk=_risk(exposed, posts, _report(reports), today),
        computed_at=now,
    )


def _register(entry: RowMapping, reported: list[RowMapping], today: date) -> dict[str, Any]:
    """The register's entry, filled in from the last report where it says nothing, with the names of its codes."""
    told = reported[0]["told"] if reported else {}
    found = {name: value or told.get(name) for name, value in entry.items()}
    return found | named(found) | {"economic": name_on("economic_type", found["economic_type"] or "", today)}


def _report(reports: list[RowMapping]) -> dict[str, Any] | None:
    """What the last measurement says of the employer's people."""
    if not reports:
        return None
    return {
        "on": reports[0]["event_on"],
        **{name: reports[0]["body"].get(name) for name in ("workers", "exposed_workers")},
    }


def _exposed(row: RowMapping, threshold: int | None) -> dict[str, Any]:
    work = [name_on("work_type", code, row["last_on"]) for code in row["work_types"] if code]
    people = None if threshold is not None and row["people"] < threshold else row["people"]
    return {**row, "people": people, "name": name_on("hazard", row["hazard"], row["last_on"]), "work": work}


def _cases(told: list[RowMapping], threshold: int | None) -> list[dict[str, Any]]:
    """By disease, with its name on the day of the last case; a small count is hidden, and its days with it."""
    found = []
    for row in told:
        small = threshold is not None and row["people"] < threshold
        hidden = {"people": None, "first_on": None, "last_on": None} if small else {}
        found.append({**row, "name": name_on("disease", row["disease"] or "", row["last_on"])} | hidden)
    return found


def _latest(connection: Connection, store: Store, who: Caller, ask: Any) -> list[dict[str, Any]]:
    """The latest cases, person by person; that they were read is written down."""
    found = [
        {**row, "name": name_on("disease", row["disease"] or "", row["event_on"])} for row in ask(queries.LATEST_CASES)
    ]
    if found:
        workers, records = ([row[name] for row in found] for name in ("worker_id", "record_id"))
        access = Access(Verb.READ, DEFAULTS[who.role], workers, records, who.address)
        record_access(connection, store.keys, who.actor, access)
    return found


def _insured(row: RowMapping, threshold: int | None) -> dict[str, Any]:
    """How many are insured now and were ever; a small count is told as less than the threshold."""
    counts = {name: row[name] for name in ("now", "ever")}
    return {name: f"< {threshold}" if threshold and 0 < n < threshold else n for name, n in counts.items()}


def _risk(exposed: list[dict[str, Any]], posts: list[workplaces.Post], report: Any, today: date) -> Risk:
    """By what people were examined for and what was measured lately."""
    since = add_months(today, -int(parameter(VALID).on(today).value))
    recent = [post for post in posts if post.latest[0].on > since]
    hazards = {row["hazard"] for row in exposed} | {post.hazard for post in recent}
    above = {post.hazard for post in recent if post.is_above} if recent else None
    people = report["exposed_workers"] if report else None
    return risk(hazards, above, people, today)
