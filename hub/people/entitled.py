"""The benefit calculator's case of one person, from the records that stand. What no record tells stays unknown."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import RowMapping

from analytics.entitlements.calculate import calculate
from analytics.entitlements.refusing import CaseError

RECOGNISED = ("recognised", "deemed")
REASONS = ("expiry", "worker_resigned", "agreement", "employer")  # those that the calculator asks about
YEAR = 12
Row = dict[str, Any]


def entitled(told: Sequence[RowMapping]) -> dict[str, Any] | None:
    """What the law gives by the last diagnosis: the `case` and the calculator's answer (items, unknown, notes).

    None where nothing was diagnosed; with `contradiction` where the records cannot all be right.
    """
    diagnoses = _of(told, "diagnosis")
    if not diagnoses:
        return None
    case = case_of(told, diagnoses[-1])
    try:
        return {"case": case, "contradiction": None, **calculate(case).as_json()}
    except CaseError as refusal:
        return {"case": case, "contradiction": {"zh": refusal.zh, "en": refusal.en}}


def case_of(told: Sequence[RowMapping], diagnosis: RowMapping) -> Row:
    """In the form of the calculator."""
    day, place = diagnosis["event_on"], diagnosis["employer_division"] or diagnosis["division_code"]
    known = {"region": place[:6] if place else None, "diagnosed_on": day.isoformat()}
    known |= _determined(told, day) | _assessed(told, day) | _insured(told, diagnosis) | _ended(told, diagnosis)
    return known | _died(told)


def _of(told: Iterable[RowMapping], document: str) -> list[RowMapping]:
    return [row for row in told if row["document"] == document]


def _determined(told: Sequence[RowMapping], day: date) -> Row:
    for row in _of(told, "determination"):
        body = row["body"]
        if body.get("decision") in RECOGNISED and body.get("diagnosed_on", day.isoformat()) == day.isoformat():
            return {"determined_on": body.get("decided_on")}
    return {}


def _assessed(told: Sequence[RowMapping], day: date) -> Row:
    """By the last conclusion after the diagnosis."""
    made = [row["body"] for row in _of(told, "assessment") if row["event_on"] >= day]
    if not made:
        return {}
    return {"assessed_on": made[-1]["concluded_on"], "grade": made[-1].get("grade"), "nursing": made[-1].get("nursing")}


def _insured(told: Sequence[RowMapping], diagnosis: RowMapping) -> Row:
    """That no spell covers the day does not show that nobody insured: then it is unknown."""
    month = diagnosis["event_on"].replace(day=1)
    spells = [row for row in _of(told, "insured_spell") if row["employer_id"] == diagnosis["employer_id"]]
    covers = any(_covers(row["body"], month) for row in _of(told, "insured_spell"))
    going_on = any(not row["body"].get("last_month") for row in spells)
    employment = {"employment": "employed"} if going_on else {}
    return {
        "insured": covers or None,
        "average_wage_12m": mean_wage([row["body"] for row in spells], month),
    } | employment


def _covers(spell: Row, month: date) -> bool:
    return bool(spell["first_month"][:7] <= month.isoformat()[:7] <= (spell.get("last_month") or "9999-12")[:7])


def mean_wage(spells: Sequence[Row], month: date) -> float | None:
    """The mean wage of the twelve months before `month`; None where not each of them was insured."""
    wages = [_wage(spells, _months_before(month, n)) for n in range(1, YEAR + 1)]
    known = [wage for wage in wages if wage is not None]
    if len(known) < YEAR:
        return None
    return round(sum(known) / YEAR, 2)


def _wage(spells: Iterable[Row], month: date) -> float | None:
    for spell in spells:
        if _covers(spell, month):
            steps = [step for step in spell["wages"] if step["from_month"][:7] <= month.isoformat()[:7]]
            return float(steps[-1]["monthly_wage"]) if steps else None
    return None


def _months_before(month: date, n: int) -> date:
    years, left = divmod(month.year * YEAR + month.month - 1 - n, YEAR)
    return date(years, left + 1, 1)


def _ended(told: Sequence[RowMapping], diagnosis: RowMapping) -> Row:
    ends = [row["body"] for row in _of(told, "termination") if row["employer_id"] == diagnosis["employer_id"]]
    if not ends:
        return {}
    reason = ends[-1]["reason"]
    employment = "retired" if reason == "retirement" else "left" if reason in REASONS else None
    asked = reason if reason in REASONS else None
    return {"employment": employment, "contract_ended_on": ends[-1]["ended_on"], "contract_end_reason": asked}


def _died(told: Sequence[RowMapping]) -> Row:
    deaths = [row["body"] for row in _of(told, "death")]
    if not deaths:
        return {}
    last = deaths[-1]
    kept = [{"relation": each["relation"], "lone": each.get("lone")} for each in last.get("dependants") or ()]
    told_kept = kept if last.get("dependants") is not None else None
    return {"died_on": last["died_on"], "death_cause": last["relation"], "dependants": told_kept,
            "in_paid_leave_at_death": last.get("in_paid_leave")}  # fmt: skip
