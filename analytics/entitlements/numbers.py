"""The numbers of a case: the statute's by the day whose law applies, yearly ones by their own day, or its own."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from analytics.entitlements.answer import UnknownError, Used
from analytics.entitlements.case import Case
from analytics.parameters import Value, parameter

FOLDER = "entitlements"
OWN_SOURCE = "案例自带 given with the case"
WAGE, MINIMUM, INCOME = "average_monthly_wage", "minimum_wage", "national_disposable_income"


def decimal(number: float) -> Decimal:
    """The number as it is written in its file, not as the machine rounds it."""
    return Decimal(repr(number))


def statute(case: Case, name: str, key: str = "") -> Used:
    """A number of the statute itself, with `key` from its table. Raises UnknownError before its first value.

    The law applied is that of the day of the determination, or of the next best day that is known. Without any, it is
    the law as it stands.
    """
    found = parameter(f"{FOLDER}/{name}")
    day = case.determined_on or case.assessed_on or case.diagnosed_on or case.died_on
    try:
        value = found.on(day) if day else found.values[-1]
    except LookupError:
        raise UnknownError(found.name) from None
    return _of_table(found.name, value, key)


def provincial(case: Case, name: str, key: str = "") -> Used:
    """The same of a rule of this province. Raises UnknownError for another's, of which we have none."""
    known(case, "region")
    if not case.is_of_shandong:
        raise UnknownError(f"{FOLDER}/{name}")
    return statute(case, name, key)


def yearly(case: Case, name: str, day: str, key: str = "") -> Used:
    """A number that changes with the years: the case's own, or that of the field `day`. Raises UnknownError."""
    if own := getattr(case.own, name):
        return Used(f"parameters.{name}", own, OWN_SOURCE, is_own=True)
    on: date | None = getattr(case, day)
    is_provincial = name != INCOME
    missing = [*(["region"] if is_provincial and case.region is None else []), *([day] if on is None else [])]
    if missing or on is None:
        raise UnknownError(*missing)
    if is_provincial and not case.is_of_shandong:
        raise UnknownError(f"parameters.{name}")
    try:
        return _of_table(f"{FOLDER}/{name}", parameter(f"{FOLDER}/{name}").on(on), key)
    except LookupError:
        raise UnknownError(f"parameters.{name}") from None


def _of_table(name: str, value: Value, key: str) -> Used:
    number = decimal(value.table[key] if key else value.value)
    return Used(name, number, value.source, value.verified, False, value.valid_from, value.valid_to)


def together(*asked: Callable[[], object]) -> None:
    """Ask for everything, so that one answer tells all that is missing. Raises UnknownError."""
    missing: dict[str, None] = {}
    for ask in asked:
        try:
            ask()
        except UnknownError as unknown:
            missing.update(dict.fromkeys(unknown.needs))
    if missing:
        raise UnknownError(*missing)


def known(case: Case, *fields: str) -> None:
    """Raise UnknownError for those of the fields that the case does not say."""
    if missing := [name for name in fields if getattr(case, name) is None]:
        raise UnknownError(*missing)
