"""The examinations that one person on one job is owed: before the job, in service, on leaving, after leaving."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from analytics.surveillance.case import Case, CaseError, Hazard, read_case
from analytics.surveillance.editions import Edition, edition_on, editions
from analytics.surveillance.follow_up import follow_ups
from analytics.surveillance.governing import Candidate, Governing, governing
from analytics.surveillance.intervals import intervals
from analytics.surveillance.items import interims, requirement
from analytics.surveillance.limits import below_limit
from analytics.surveillance.months import add_months
from analytics.surveillance.unknowns import Unknown
from schemas.codes import codelist

RADIATION = "5"  # how codes of radiation begin


@dataclass(frozen=True)
class Duty:
    """One examination that is owed; `period_months` None: once."""

    hazard: str
    type: str
    edition: Edition
    due: date
    last: date | None
    done: bool
    rule: Candidate | None = None

    def told(self, as_of: date) -> dict[str, Any]:
        """As it stands in an answer."""
        asked = requirement(self.edition, self.hazard, self.type)
        if asked is None:
            raise LookupError(f"{self.edition.name} has an interval and no requirement for {self.hazard} {self.type}")
        between = interims(self.edition, self.hazard) if self.type == "02" else ()
        return {
            "hazard": self.hazard,
            "type": self.type,
            "mandatory": asked.mandatory,
            "period_months": self.rule.months if self.rule else None,
            "last": self.last,
            "due": self.due,
            "overdue_days": 0 if self.done else max((as_of - self.due).days, 0),
            "items": list(asked.items),
            "edition": self.edition.name,
            "clause": self.rule.clause if self.rule else asked.clause,
            "verified": asked.verified and (self.rule is None or self.rule.verified),
            "interim": [{"items": list(each.items), "period_months": each.months} for each in between],
        }


def schedules(told: Any) -> Any:
    """A case in, a schedule out; a list in, a list out in its order, where a case that cannot be read has a `problem`.

    Raises CaseError for a single case that cannot be read.
    """
    return list(map(schedule_or_problem, told)) if isinstance(told, list) else schedule(read_case(told))


def schedule(case: Case) -> dict[str, list[dict[str, Any]]]:
    """`required`: one entry per hazard and type that applies, in the order told; `unknown`: what cannot be said."""
    answer: dict[str, list[dict[str, Any]]] = {"required": [], "unknown": []}
    for hazard in case.hazards:
        if nothing := _nothing_known(hazard.code):
            answer["unknown"].append(nothing.told(hazard.code, None))
            continue
        for kind, found in _by_type(case, hazard):
            if isinstance(found, Duty):
                answer["required"].append(found.told(case.as_of))
            elif found:
                answer["unknown"].append(found.told(hazard.code, kind))
    return answer


def schedule_or_problem(told: Any) -> dict[str, Any]:
    """The schedule of one case of a list, or its `problem`."""
    try:
        return schedule(read_case(told))
    except CaseError as refusal:
        return {"problem": {"zh": refusal.zh, "en": refusal.en}}


def _nothing_known(code: str) -> Unknown | None:
    if not codelist("hazard").knows(code):
        return Unknown("hazard")
    if any(edition.sections(code) for edition in editions()):
        return None
    return Unknown("radiation") if code.startswith(RADIATION) else Unknown("section", "GBZ 188")


def _by_type(case: Case, hazard: Hazard) -> Iterable[tuple[str, Duty | Unknown | None]]:
    yield "01", _before(case, hazard)
    if case.left_on is None or case.as_of <= case.left_on:
        yield "02", _in_service(case, hazard)
    if case.left_on:
        yield "03", _on_leaving(case, hazard, case.left_on)
        yield "05", _after_leaving(case, hazard, case.left_on)


def _once(hazard: Hazard, kind: str, due: date, last: date | None) -> Duty | Unknown | None:
    """An examination that is due on one day."""
    edition = edition_on(due)
    if edition is None:
        return Unknown("edition")
    if not edition.sections(hazard.code):
        return Unknown("section", edition.name)
    if requirement(edition, hazard.code, kind) is None:
        return None
    return Duty(hazard.code, kind, edition, due, last, done=last is not None)


def _before(case: Case, hazard: Hazard) -> Duty | Unknown | None:
    return _once(hazard, "01", case.started_on, case.last("01", hazard.code))


def _in_service(case: Case, hazard: Hazard) -> Duty | Unknown | None:
    """The interval begins on the last examination in service on this job, else on its first day."""
    last = case.last("02", hazard.code, case.started_on, case.left_on)
    anchor = last or case.started_on
    found = governing(anchor, partial(_intervals, hazard, anchor, case.started_on))
    if found is None and not editions()[-1].sections(hazard.code):
        return Unknown("section", editions()[-1].name)
    if not isinstance(found, Governing):
        return found
    if case.left_on and found.due > case.left_on:
        return None
    return Duty(hazard.code, "02", found.edition, found.due, last, done=False, rule=found.rule)


def _intervals(hazard: Hazard, anchor: date, started_on: date, edition: Edition) -> list[Candidate] | Unknown:
    found = intervals(edition, hazard)
    if isinstance(found, Unknown):
        return found
    covering = (each for each in found if each.covers(anchor, started_on))
    return [Candidate(each.due(anchor, started_on), each.months, each.clause, each.verified) for each in covering]


def _on_leaving(case: Case, hazard: Hazard, left_on: date) -> Duty | Unknown | None:
    """The last one in service may count; the 2025 edition asks that nothing changed, and spares short jobs."""
    found = _once(hazard, "03", left_on, None)
    if not isinstance(found, Duty):
        return found
    since = max(left_on - timedelta(days=found.edition.leaving_days), case.started_on)
    if last := case.last("03", hazard.code, since):
        return replace(found, last=last, done=True)
    if (left_on - case.started_on).days < found.edition.short_job_days and (below := below_limit(hazard)):
        return below if isinstance(below, Unknown) else None
    last = case.last("02", hazard.code, since, left_on)
    if last and found.edition.asks_unchanged and case.unchanged is not True:
        return Unknown("unchanged") if case.unchanged is None else found
    return replace(found, last=last, done=last is not None)


def _after_leaving(case: Case, hazard: Hazard, left_on: date) -> Duty | Unknown | None:
    """Recommended for as long as the follow-up lasts; the interval begins on the last one, else on the last day."""
    last = case.last("05", hazard.code, left_on)
    found = governing(last or left_on, partial(_follow_ups, case, hazard, last or left_on))
    if not isinstance(found, Governing):
        return found
    return Duty(hazard.code, "05", found.edition, found.due, last, done=False, rule=found.rule)


def _follow_ups(case: Case, hazard: Hazard, anchor: date, edition: Edition) -> list[Candidate] | Unknown:
    left_on = case.left_on or anchor
    found = follow_ups(edition, hazard, case.started_on, left_on)
    if isinstance(found, Unknown):
        return found
    dues = ((max(add_months(anchor, each.months), edition.valid_from), each) for each in found)
    lasting = (pair for pair in dues if pair[0] <= add_months(left_on, pair[1].lasts))
    return [Candidate(due, each.months, each.clause, each.verified) for due, each in lasting]
