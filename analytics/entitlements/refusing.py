"""Refusals of a whole case: which field is wrong and what belongs there, never the value."""

from collections.abc import Mapping

from pydantic import ValidationError

YUAN = ("0 至 1000 万元之间的数", "a number of yuan from 0 to 10 million")
POSITIVE = ("大于 0、不超过 1000 万的数", "a number above 0, up to 10 million")
DAY = ("YYYY-MM-DD 形式的日期", "a date like 2024-05-10")
YES_NO = ("true 或 false", "true or false")
FORMS = {
    "region": ("六位行政区划代码，如 370000", "a division of six digits, like 370000"),
    "diagnosed_on": DAY,
    "determined_on": DAY,
    "assessed_on": DAY,
    "grade": ("1 至 10 的整数", "a whole number from 1 to 10"),
    "nursing": ("full、major、partial 或 none", "full, major, partial or none"),
    "insured": YES_NO,
    "insured_from": DAY,
    "average_wage_12m": YUAN,
    "pension_12m_average": YUAN,
    "employment": ("employed、left 或 retired", "employed, left or retired"),
    "contract_ended_on": DAY,
    "contract_end_reason": (
        "expiry、worker_resigned、agreement 或 employer",
        "expiry, worker_resigned, agreement or employer",
    ),
    "suitable_work_offered": YES_NO,
    "died_on": DAY,
    "death_cause": ("occupational 或 other", "occupational or other"),
    "in_paid_leave_at_death": YES_NO,
    "dependants": (
        '至多 50 项的列表，每项如 {"relation": "spouse|child|parent|grandparent|grandchild|sibling", "lone": true}',
        'a list of up to 50 like {"relation": "spouse|child|parent|grandparent|grandchild|sibling", "lone": true}',
    ),
    "parameters": ("一个对象，其中的数大于 0", "an object whose numbers are above 0"),
    "parameters.average_monthly_wage": POSITIVE,
    "parameters.minimum_wage": POSITIVE,
    "parameters.national_disposable_income": POSITIVE,
}


class CaseError(Exception):
    """A case that cannot be worked out as it was given; the sentences say what is wrong and how to mend it.

    `places`: the same for each field at fault, by its name.
    """

    def __init__(self, zh: str, en: str, places: Mapping[str, tuple[str, str]] | None = None) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en
        self.places = dict(places or {})


def refused(problem: ValidationError) -> CaseError:
    """The refusal that tells every field at fault; the texts of pydantic would repeat what was given."""
    places = sorted({_place(error["loc"]) for error in problem.errors(include_input=False, include_url=False)})
    zh = "；".join(f"{place} 须为 {FORMS[place][0]}" for place in places)
    en = "; ".join(f"{place} must be {FORMS[place][1]}" for place in places)
    told = {place: (f"须为{FORMS[place][0]}。", f"This must be {FORMS[place][1]}.") for place in places}
    return CaseError(f"{zh}。请改正后重试。", f"{en}. Mend it and try again.", told)


def contradicted(place: str, zh: str, en: str) -> CaseError:
    """The refusal of a case whose field `place` cannot be right beside another."""
    return CaseError(zh, en, {place: (zh, en)})


def _place(where: tuple[int | str, ...]) -> str:
    name = ".".join(str(step) for step in where[:2]) if where[0] == "parameters" else str(where[0])
    return name if name in FORMS else str(where[0])
