"""Which examinations a person on a job is owed, asked at a counter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from analytics.surveillance import CaseError, read_case, schedule
from hub.door.callers import OfStore
from hub.door.locks import SignedIn
from hub.pages.calculators.forms import Field, Form, Group, Typed, closed_up, row_count
from hub.pages.rendering import render
from hub.pages.texts import language, say
from schemas.codes import Code, codelist

router = APIRouter(include_in_schema=False)
PATH, TEMPLATE = "/calculators/schedule", "calculators/schedule.html"
HAZARDS, EXAMS = "hazards", "exams"
ROWS = {HAZARDS: 3, EXAMS: 4}
CLASSES, GROUPS, TYPES = tuple("01234"), ("large", "small"), ("01", "02", "03", "04", "05")
JOB = (
    Field("started_on", "day", "calc_started_on", needed=True),
    Field("left_on", "day", "calc_left_on"),
    Field("as_of", "day", "calc_as_of", needed=True),
    Field("unchanged", "answer", "calc_unchanged"),
)


@dataclass(frozen=True)
class SchedulePage:
    """A form, with all hazards to choose among, and the schedule by it."""

    form: Form
    hazards: list[Code]
    answer: dict[str, list[dict[str, Any]]] | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def hazard(self, code: str) -> str:
        found = codelist("hazard").get(code)
        return f"{code} {found.name}" if found else code


@router.get(PATH)
def blank(request: Request, store: OfStore, _: SignedIn) -> HTMLResponse:
    today = datetime.now(UTC).astimezone(store.settings.zone).date()
    return _page(request, form_of({"as_of": today.isoformat()}))


@router.post(PATH)
def answered(request: Request, _: SignedIn, typed: Typed) -> HTMLResponse:
    """The answer above the form as it was filled in; 422 with a sentence at each field that cannot be right."""
    form = form_of(closed_up(typed, ROWS))
    if "more" in typed:
        return _page(request, form)
    lang = language(request)
    if problems := _not_known(form, lang):
        return _page(request, Form(form.groups, form.typed, problems), status=422)
    try:
        found = schedule(read_case(case_of(form)))
    except CaseError as refusal:
        return _page(request, Form(form.groups, form.typed, sentences(form, refusal, lang)), status=422)
    return _page(request, form, found)


def _page(request: Request, form: Form, found: Any = None, status: int = 200) -> HTMLResponse:
    return render(request, TEMPLATE, status, page=SchedulePage(form, codelist("hazard").rows, found))


def form_of(typed: Mapping[str, str]) -> Form:
    """The form with as many rows for hazards and examinations as are needed."""
    rows = {name: range(row_count(typed, name, least)) for name, least in ROWS.items()}
    hazards = [one for n in rows[HAZARDS] for one in _hazard(f"{HAZARDS}.{n}", n == 0)]
    exams = [one for n in rows[EXAMS] for one in _exam(f"{EXAMS}.{n}")]
    return Form((Group("calc_job", JOB), Group("calc_hazards", hazards, HAZARDS, 4),
                 Group("calc_exams", exams, EXAMS, 4)), typed)  # fmt: skip


def _hazard(row: str, first: bool) -> tuple[Field, ...]:
    return (
        Field(f"{row}.code", "text", "calc_code", needed=first, listed="all-hazards"),
        Field(f"{row}.level", "number", "calc_level"),
        Field(f"{row}.class", "whole", "calc_class", CLASSES),
        Field(f"{row}.group", "choice", "calc_group", GROUPS),
    )


def _exam(row: str) -> tuple[Field, ...]:
    return (
        Field(f"{row}.type", "choice", "calc_type", TYPES),
        Field(f"{row}.on", "day", "calc_on"),
        Field(f"{row}.hazards", "text", "calc_for_hazards"),
        Field(f"{row}.review", "answer", "calc_review"),
    )


def case_of(form: Form) -> dict[str, Any]:
    """The case of a form: hazards by their codes, and an examination that names none was for all of them."""
    case = form.case()
    for hazard in case.get(HAZARDS, []):
        hazard["code"] = coded(hazard.get("code", ""))
    every = [hazard["code"] for hazard in case.get(HAZARDS, [])]
    for exam in case.get(EXAMS, []):
        named = exam.get("hazards", "").replace("，", ",").replace("、", ",").split(",")
        exam["hazards"] = [coded(each) for each in named if each.strip()] or every
    return case


def coded(text: str) -> str:
    """The code of a hazard told by code, by name, or by both as the list shows them; what is neither stays."""
    first, _, _ = text.strip().partition(" ")
    found = codelist("hazard").named(text)
    return first if codelist("hazard").knows(first) else found.code if found else text.strip()


def _not_known(form: Form, lang: str) -> dict[str, str]:
    """Names that are not in the list, with those that are most like them."""
    found = {}
    for each in form.told:
        text = form.typed[each.name]
        if each.key == "calc_code" and not coded(text).isdecimal():
            nearest = "、".join(f"{code.code} {code.name}" for code in codelist("hazard").nearest(text))
            found[each.name] = say(lang, "calc_nearest", names=nearest)
    return found


def sentences(form: Form, refusal: CaseError, lang: str) -> dict[str, str]:
    """What is wrong, by field."""
    found = {}
    for place in refusal.places:
        at = form.field_at(place)
        key = at.key.removeprefix("calc_") if at else "case"
        found[at.name if at else ""] = say(lang, f"calc_needs_{'code' if key == 'for_hazards' else key}")
    return found
