"""What is due when the labour contract ends: 一次性工伤医疗补助金 and 一次性伤残就业补助金 (条例 36 ¶2, 37(2))."""

from collections.abc import Callable

from analytics.entitlements.amounts import rounded, shown, times
from analytics.entitlements.answer import Item, Note, UnknownError
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import WAGE, provincial, together, yearly
from analytics.entitlements.payers import cover, paid_once

MEDICAL, EMPLOYMENT = "medical_lump_sum", "employment_lump_sum"
# In whose interest the text speaks: 5 and 6 「经工伤职工本人提出」, 7 to 10 also 「期满终止」.
DUE = {5: {"worker_resigned"}, 6: {"worker_resigned"}}
DUE_OTHERS = {"worker_resigned", "expiry"}


def has_ended(case: Case) -> bool | None:
    """Has the contract ended otherwise than by retirement or death? None is unknown.

    A day or a reason says so even of somebody who is employed: elsewhere, then.
    """
    if case.contract_end_reason is not None or case.employment == "left":
        return True
    if case.employment == "retired":
        return False
    if case.contract_ended_on is not None:
        return True
    return False if case.employment == "employed" else None


def medical(case: Case) -> list[Item]:
    """By the fund. Raises UnknownError."""
    if not _is_due(case, lambda: cover(case)):
        return []
    return paid_once(case, _item(case, MEDICAL, "medical_months"), case.contract_ended_on, is_new=True)


def employment(case: Case) -> list[Item]:
    """By the employer, insured or not (社会保险法 39). Raises UnknownError."""
    if not _is_due(case):
        return []
    return [_item(case, EMPLOYMENT, "employment_months").paid_by("employer", "社会保险法 第三十九条")]


def _is_due(case: Case, *asked: Callable[[], object]) -> bool:
    """Raises UnknownError for everything that is missing at once."""
    grade, reason, ended = case.grade, case.contract_end_reason, has_ended(case)
    if ended is False or (grade is not None and grade <= 4):  # 1 to 4: the relation is kept
        return False
    if reason == "employer" or (grade in DUE and reason == "expiry"):
        return False
    needs = [*(["grade"] if grade is None else []), *(["employment"] if ended is None else [])]
    if ended and reason in {None, "agreement"}:
        needs.append("contract_end_reason")
    together(
        lambda: _raise(needs), *([] if ended is None else [lambda: yearly(case, WAGE, "contract_ended_on")]), *asked
    )
    return reason in DUE.get(grade or 0, DUE_OTHERS)


def _raise(needs: list[str]) -> None:
    if needs:
        raise UnknownError(*needs)


def _item(case: Case, code: str, table: str) -> Item:
    """Months of the average wage of the year before the contract ended."""
    months, average = provincial(case, table, str(case.grade)), yearly(case, WAGE, "contract_ended_on")
    count, clause = times(months.number), "第三十六条第二款" if (case.grade or 0) <= 6 else "第三十七条第二项"
    return Item(
        code=code,
        payer="fund",
        kind="one_off",
        amount=rounded(months.number * average.number),
        formula=f"{count} × {shown(average.number)}",
        formula_zh=f"{count} 个月 × 上年度职工月平均工资 {shown(average.number)} 元",
        basis=(f"工伤保险条例 {clause}", "山东省贯彻《工伤保险条例》实施办法"),
        used=(months, average),
    )


def notes(case: Case) -> list[Note]:
    """Why nothing is listed for an end that the text does not name, and what our numbers leave out."""
    if not has_ended(case) or (case.grade is not None and case.grade <= 4):
        return []
    return [note for code in (MEDICAL, EMPLOYMENT) for note in (*_why_not(case, code), *_left_out(case, code))]


def _why_not(case: Case, code: str) -> list[Note]:
    reason = case.contract_end_reason
    if reason == "agreement":
        zh = "协商一致解除：条文以职工本人提出为条件，须先查明由谁提出；由本人提出的请填 worker_resigned。"
        en = "Ended by agreement: the text asks that the worker proposed it; say worker_resigned where they did."
    elif reason == "employer":
        zh = "用人单位解除不在条文所列情形之内，故未列出；是否应付请查本省规定或申请仲裁。"
        en = "The text does not name an end by the employer, so nothing is listed; see provincial rules or arbitrate."
    elif reason == "expiry" and case.grade in DUE:
        zh = "五级、六级须经职工本人提出，期满终止不在条文之内，故未列出；劳动合同应当续延（劳动合同法 第四十五条）。"
        en = "Grades 5 and 6: only at the worker's own request; the contract should have been prolonged."
    else:
        return []
    return [Note(code, zh, en)]


def _left_out(case: Case, code: str) -> list[Note]:
    """Two provincial rules that nobody could check: they are told, and not calculated with."""
    if case.contract_end_reason not in DUE.get(case.grade or 0, DUE_OTHERS):
        return []
    try:
        more = provincial(case, "occupational_addition_percent").number
        less = provincial(case, "retirement_reduction_percent").number
    except UnknownError:  # another province, or before these rules
        return []
    zh = f"距法定退休年龄不足五年的，据称每少一年递减 {times(less)}%；未核实，未计入。"
    en = f"Within five years of retirement it is said to be less by {times(less)} % a year; unverified, left out."
    if code == MEDICAL:
        zh = f"患职业病的，据称加发 {times(more)}%；" + zh
        en = f"With an occupational disease it is said to be {times(more)} % more. " + en
    return [Note(code, zh, en)]
