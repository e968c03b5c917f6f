"""Who pays what the fund owes by law: the employer, as far as it had not insured (条例 62, 职业病防治法 59)."""

from dataclasses import replace
from datetime import date
from typing import Literal

from analytics.entitlements.answer import Item, UnknownError
from analytics.entitlements.case import Case
from analytics.entitlements.numbers import known

UNINSURED = ("工伤保险条例 第六十二条第二款", "职业病防治法 第五十九条")
LATE = ("工伤保险条例 第六十二条第三款", "人社部发〔2016〕29号 第三条")

Cover = Literal["always", "never", "late"]


def cover(case: Case) -> Cover:
    """Was there insurance on the day of the diagnosis, never, or only from a later day? Raises UnknownError."""
    known(case, "insured")
    if case.insured_from is None:
        return "always" if case.insured else "never"
    known(case, "diagnosed_on")
    late = case.diagnosed_on is not None and case.insured_from > case.diagnosed_on
    return "late" if late else "always"


def paid_once(case: Case, item: Item, on: date | None = None, *, is_new: bool = False) -> list[Item]:
    """The item under whoever pays it. `is_new`: a cost that arises on `on`, which a later insurance still bears."""
    covered = cover(case)
    if covered == "late" and is_new and on is None:
        raise UnknownError("contract_ended_on")
    if covered == "late" and is_new and on and case.insured_from and on >= case.insured_from:
        return [item.paid_by("fund", *LATE, is_settled=False)]
    if covered == "always":
        return [item]
    return [item.paid_by("employer", *UNINSURED)]


def paid_on(case: Case, item: Item, needs: str) -> list[Item]:
    """A running item under whoever pays it: with late insurance, the employer's time and then the fund's.

    `needs` is the field from which `begins` comes, asked for where a later insurance makes it matter.
    """
    covered = cover(case)
    if covered == "always":
        return [item]
    if covered == "never":
        return [item.paid_by("employer", *UNINSURED)]
    since = case.insured_from
    if item.begins is None or since is None:
        raise UnknownError(needs)
    later = replace(item, begins=max(item.begins, since)).paid_by("fund", *LATE, is_settled=False)
    if since <= item.begins:
        return [later]
    if item.until and item.until <= since:
        return [item.paid_by("employer", *UNINSURED)]
    return [replace(item, until=since).paid_by("employer", *UNINSURED), later]
