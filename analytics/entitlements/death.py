"""丧葬补助金 and 一次性工亡补助金, and who has a right to what after a death (条例 39)."""

from itertools import product

from analytics.entitlements.amounts import rounded, shown, times
from analytics.entitlements.answer import Item, Note, UnknownError
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import INCOME, WAGE, statute, together, yearly
from analytics.entitlements.payers import cover, paid_once

FUNERAL, LUMP_SUM, PENSION = "funeral_subsidy", "death_lump_sum", "dependant_pension"
ALL, TWO, NONE = frozenset({FUNERAL, LUMP_SUM, PENSION}), frozenset({FUNERAL, PENSION}), frozenset[str]()
FIELDS = ("grade", "in_paid_leave_at_death", "death_cause")
# Every way in which a fact that is not known could turn out; a grade stands for those that are treated like it.
POSSIBLE: dict[str, tuple[object, ...]] = {
    "grade": (1, 5),
    "in_paid_leave_at_death": (True, False),
    "death_cause": ("occupational", "other"),
}


def rights(grade: object, in_paid_leave: object, cause: object) -> frozenset[str]:
    """In paid leave all three, if of the harm (¶1, ¶2); after it, of grades 1 to 4 two, whatever the cause (¶3)."""
    if in_paid_leave:
        return ALL if cause == "occupational" else NONE
    return TWO if isinstance(grade, int) and grade <= 4 else NONE


def is_due(case: Case, code: str) -> bool:
    """Is there a right to the item, however the unknown facts turn out? Raises UnknownError for those that decide."""
    if not case.is_dead:
        return False
    facts = {name: getattr(case, name) for name in FIELDS}
    open_ = [name for name in FIELDS if facts[name] is None]
    choices = [POSSIBLE[name] if name in open_ else (facts[name],) for name in FIELDS]
    given = {world: code in rights(*world) for world in product(*choices)}
    if len(set(given.values())) == 1:
        return next(iter(given.values()))
    raise UnknownError(*(name for name in open_ if _matters(given, FIELDS.index(name))))


def _matters(given: dict[tuple[object, ...], bool], place: int) -> bool:
    """Do two worlds differ that are the same but for that fact?"""
    seen: dict[tuple[object, ...], bool] = {}
    return any(seen.setdefault(world[:place] + world[place + 1 :], right) != right for world, right in given.items())


def funeral(case: Case) -> list[Item]:
    """Six months of the average wage of the year before the death. Raises UnknownError."""
    if not is_due(case, FUNERAL):
        return []
    together(lambda: yearly(case, WAGE, "died_on"), lambda: cover(case))
    months, average = statute(case, "funeral_months"), yearly(case, WAGE, "died_on")
    zh = f"{times(months.number)} 个月 × 上年度职工月平均工资 {shown(average.number)} 元"
    item = Item(
        code=FUNERAL,
        payer="fund",
        kind="one_off",
        amount=rounded(months.number * average.number),
        formula=f"{times(months.number)} × {shown(average.number)}",
        formula_zh=zh,
        basis=("工伤保险条例 第三十九条第一款第一项", *also(case)),
        used=(months, average),
    )
    return paid_once(case, item)


def lump_sum(case: Case) -> list[Item]:
    """Twenty times the national disposable income of the year before the death. Raises UnknownError."""
    if not is_due(case, LUMP_SUM):
        return []
    together(lambda: yearly(case, INCOME, "died_on"), lambda: cover(case))
    multiple, income = statute(case, "death_multiple"), yearly(case, INCOME, "died_on")
    zh = f"{times(multiple.number)} × 上一年度全国城镇居民人均可支配收入 {shown(income.number)} 元"
    item = Item(
        code=LUMP_SUM,
        payer="fund",
        kind="one_off",
        amount=rounded(multiple.number * income.number),
        formula=f"{times(multiple.number)} × {shown(income.number)}",
        formula_zh=zh,
        basis=("工伤保险条例 第三十九条第一款第三项", *also(case)),
        used=(multiple, income),
    )
    return paid_once(case, item)


def also(case: Case) -> tuple[str, ...]:
    """The paragraph that extends the first one to this death."""
    if case.in_paid_leave_at_death is None:
        return ()
    return ("工伤保险条例 第三十九条第二款" if case.in_paid_leave_at_death else "工伤保险条例 第三十九条第三款",)


def notes(case: Case) -> list[Note]:
    """Why nothing is listed for a death that the text does not name; that monthly items ended."""
    if not case.is_dead:
        return []
    zh = "按月的伤残津贴和生活护理费至死亡时止；此前应付未付的，以不填死亡情况的同一案例计算。"
    en = "Allowance and nursing ended with the death; for arrears, ask for the same case without the death."
    found = [Note(code, zh, en) for code in ("disability_allowance", "nursing_allowance")]
    occupational, in_leave = case.death_cause == "occupational", case.in_paid_leave_at_death
    if in_leave is False and occupational and (case.grade or 0) >= 5:
        zh = (
            "五级至十级在停工留薪期满后死亡，条文未列，故未列出；因旧伤复发治疗而死亡的，属停工留薪期内（第三十八条）。"
        )
        en = "Grades 5 to 10 after paid leave: not in the text. A death in renewed treatment is one in paid leave."
        found.append(Note(LUMP_SUM, zh, en))
    return found
