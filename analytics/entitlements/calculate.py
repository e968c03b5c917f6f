"""What the law gives one person, or each of a list: every item asked in turn, what is unknown collected."""

from collections.abc import Callable
from typing import Any

from analytics.entitlements import allowance, contract, death, dependants, lump_sum, nursing, treatment
from analytics.entitlements.answer import Answer, Item, UnknownError
from analytics.entitlements.case import Case, read_case
from analytics.entitlements.refusing import CaseError

ITEMS: dict[str, Callable[[Case], list[Item]]] = {
    treatment.MEDICAL: treatment.medical,
    treatment.WAGES: treatment.wages,
    lump_sum.CODE: lump_sum.items,
    allowance.CODE: allowance.items,
    nursing.CODE: nursing.items,
    contract.MEDICAL: contract.medical,
    contract.EMPLOYMENT: contract.employment,
    death.FUNERAL: death.funeral,
    death.PENSION: dependants.items,
    death.LUMP_SUM: death.lump_sum,
    treatment.ADVANCE: treatment.advance,
}


def calculate(given: Any) -> Answer:
    """The answer to one case, a JSON object. Raises CaseError."""
    case, ignored = read_case(given)
    found: list[Item] = []
    unknown: list[tuple[str, str]] = []
    for code, ask in ITEMS.items():
        try:
            found += ask(case)
        except UnknownError as missing:
            unknown += [(needs, code) for needs in missing.needs]
    return Answer(found, unknown, [*contract.notes(case), *death.notes(case)], ignored)


def answer(given: Any) -> dict[str, Any] | list[dict[str, Any]]:
    """The answer to one case or to a list of them, in order, as JSON.

    One bad case raises CaseError. In a list it has a `problem` in its place, and the others are answered.
    """
    if isinstance(given, list):
        return [answer_or_problem(each) for each in given]
    return calculate(given).as_json()


def answer_or_problem(given: Any) -> dict[str, Any]:
    """The answer to one case of a list, or in its form what is wrong with the case."""
    try:
        return calculate(given).as_json()
    except CaseError as refusal:
        return {**Answer((), ()).as_json(), "problem": {"zh": refusal.zh, "en": refusal.en}}
