"""What the law gives one person harmed by work, asked at a counter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from analytics.entitlements.answer import Answer, Item
from analytics.entitlements.calculate import calculate
from analytics.entitlements.case import Relation
from analytics.entitlements.refusing import FORMS, CaseError
from hub.door.callers import OfStore
from hub.door.locks import SignedIn
from hub.pages.calculators.forms import Field, Form, Group, Typed, closed_up, row_count
from hub.pages.rendering import render
from hub.pages.texts import language, say

router = APIRouter(include_in_schema=False)
PATH, TEMPLATE = "/calculators/entitlements", "calculators/entitlements.html"
KIN, KIN_ROWS = "dependants", 4
NAMES = re.compile(rf"\b({'|'.join(sorted(map(re.escape, FORMS), key=len, reverse=True))})\b", re.ASCII)


def _field(name: str, kind: str, *choices: str) -> Field:
    return Field(name, kind, f"calc_{name.removeprefix('parameters.')}", choices)  # type: ignore[arg-type]


GROUPS = (
    Group("calc_happened", (_field("region", "text"), _field("diagnosed_on", "day"), _field("determined_on", "day"),
                            _field("assessed_on", "day"))),
    Group("calc_harm", (_field("grade", "whole", *map(str, range(1, 11))),
                        _field("nursing", "choice", "none", "partial", "major", "full"))),
    Group("calc_insurance", (_field("insured", "answer"), _field("insured_from", "day"))),
    Group("calc_work", (_field("employment", "choice", "employed", "left", "retired"),
                        _field("average_wage_12m", "number"), _field("pension_12m_average", "number"),
                        _field("suitable_work_offered", "answer"), _field("contract_ended_on", "day"),
                        _field("contract_end_reason", "choice", "expiry", "worker_resigned", "agreement", "employer"))),
    Group("calc_death", (_field("died_on", "day"), _field("death_cause", "choice", "occupational", "other"),
                         _field("in_paid_leave_at_death", "answer"))),
    Group("calc_own", (_field("parameters.average_monthly_wage", "number"), _field("parameters.minimum_wage", "number"),
                       _field("parameters.national_disposable_income", "number"))),
)  # fmt: skip


@dataclass(frozen=True)
class EntitlementsPage:
    """A form, and what the law gives by it; without an answer nothing was asked yet, or not so that it can be."""

    form: Form
    answer: Answer | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def missing(self) -> dict[str, list[str]]:
        """By what is unknown, the items that wait for it."""
        found: dict[str, list[str]] = {}
        for needs, code in self.answer.unknown if self.answer else ():
            found.setdefault(needs, []).append(code)
        return found

    @property
    def is_verified(self) -> bool:
        return all(item.verified for item in self.items)

    @property
    def items(self) -> list[Item]:
        return list(self.answer.items) if self.answer else []


@router.get(PATH)
def blank(request: Request, store: OfStore, _: SignedIn) -> HTMLResponse:
    return render(request, TEMPLATE, page=EntitlementsPage(form_of({"region": store.settings.province})))


@router.post(PATH)
def answered(request: Request, _: SignedIn, typed: Typed) -> HTMLResponse:
    """The answer above the form as it was filled in; 422 with a sentence at each field that cannot be right."""
    form = form_of(closed_up(typed, (KIN,)))
    if "more" in typed:
        return render(request, TEMPLATE, page=EntitlementsPage(form))
    try:
        page = EntitlementsPage(form, calculate(case_of(form)))
    except CaseError as refusal:
        problems = sentences(form, refusal, language(request))
        return render(request, TEMPLATE, 422, page=EntitlementsPage(Form(form.groups, form.typed, problems)))
    return render(request, TEMPLATE, page=page)


def form_of(typed: Mapping[str, str]) -> Form:
    """The form with as many rows for kin as are needed."""
    rows = range(row_count(typed, KIN, KIN_ROWS))
    kin = [
        one
        for n in rows
        for one in (
            Field(f"{KIN}.{n}.relation", "choice", "calc_relation", get_args(Relation)),
            Field(f"{KIN}.{n}.lone", "answer", "calc_lone"),
        )
    ]
    none = Field("no_kin", "choice", "calc_no_kin", ("none",))
    return Form((*GROUPS[:-1], Group("calc_no_kin_group", (none,)), Group("calc_kin", kin, KIN, 2), GROUPS[-1]), typed)


def case_of(form: Form) -> dict[str, object]:
    """The case of a form. Raises CaseError where kin are named and said not to be."""
    case = form.case()
    if case.pop("no_kin", None):
        if case.get(KIN):
            raise CaseError(*CONTRADICTION, {"no_kin": CONTRADICTION})
        case[KIN] = []
    return case


CONTRADICTION = (
    "既填“没有供养亲属”，下面又列了亲属；请改正其一。",
    "This says that there are no dependants, yet some are listed below; mend one of them.",
)


def sentences(form: Form, refusal: CaseError, lang: str) -> dict[str, str]:
    """What is wrong by field, with the names of fields as the form calls them."""
    found = {}
    for place, told in refusal.places.items():
        at = form.field_at(place)
        found[at.name if at else ""] = in_words(told[lang == "en"], lang)
    return found


def in_words(sentence: str, lang: str) -> str:
    """A sentence with the labels of the form in the place of names of fields."""
    return NAMES.sub(lambda name: f"“{say(lang, 'calc_' + name[0].removeprefix('parameters.'))}”", sentence)
