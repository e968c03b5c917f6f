"""The case a person brings: what is known of them. What is absent is unknown, and unknown stays unknown."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)

from analytics.entitlements.refusing import CaseError, contradicted, refused

LARGEST = 10_000_000  # yuan; more is a slip of the decimal point
DIGITS = 20  # after the point: what a mean of twelve months has at most; formulas show them
DATED = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _number(given: Any) -> Any:
    """True is no amount, though Python counts it as 1."""
    return None if isinstance(given, bool) else given


def _printable(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DIGITS:
        raise ValueError("too many digits")
    return number


def _dated(given: Any) -> Any:
    """Numbers, also as text, would be read as seconds since 1970."""
    return given if isinstance(given, date) or (isinstance(given, str) and DATED.fullmatch(given)) else None


Day = Annotated[date, BeforeValidator(_dated)]
_Number = Annotated[Decimal, BeforeValidator(_number), AfterValidator(_printable)]
Yuan = Annotated[_Number, Field(ge=0, le=LARGEST, allow_inf_nan=False)]
Positive = Annotated[_Number, Field(gt=0, le=LARGEST, allow_inf_nan=False)]
Relation = Literal["spouse", "child", "parent", "grandparent", "grandchild", "sibling"]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Dependant(_Given):
    """Somebody the dead worker kept. `lone`: an orphan, or an old person without other kin (孤寡老人或者孤儿)."""

    relation: Relation
    lone: StrictBool | None = None


class Own(_Given):
    """The asker's own numbers, in the place of the dated tables: yuan a month, yuan a month, yuan a year."""

    average_monthly_wage: Positive | None = None
    minimum_wage: Positive | None = None
    national_disposable_income: Positive | None = None


class Case(_Given):
    """One person. `average_wage_12m` is the mean contribution wage of the twelve months before the diagnosis, or, of
    somebody who had left or retired by then, before that; `pension_12m_average` that of the pension before it."""

    region: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    diagnosed_on: Day | None = None
    determined_on: Day | None = None
    assessed_on: Day | None = None
    grade: Annotated[int, Field(strict=True, ge=1, le=10)] | None = None
    nursing: Literal["full", "major", "partial", "none"] | None = None
    insured: StrictBool | None = None
    insured_from: Day | None = None
    average_wage_12m: Yuan | None = None
    pension_12m_average: Yuan | None = None
    employment: Literal["employed", "left", "retired"] | None = None
    contract_ended_on: Day | None = None
    contract_end_reason: Literal["expiry", "worker_resigned", "agreement", "employer"] | None = None
    suitable_work_offered: StrictBool | None = None
    died_on: Day | None = None
    death_cause: Literal["occupational", "other"] | None = None
    in_paid_leave_at_death: StrictBool | None = None
    dependants: tuple[Dependant, ...] | None = Field(default=None, max_length=50)
    own: Own = Field(default=Own(), alias="parameters")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for first, second in IN_ORDER:
            before, after = getattr(self, first), getattr(self, second)
            if before and after and after < before:
                raise contradicted(
                    second,
                    f"{second} 早于 {first}，两者不可能都对；请核对日期。",
                    f"{second} is before {first}, which cannot be; check the dates.",
                )
        self._check_kin_and_insurance()
        return self

    def _check_kin_and_insurance(self) -> None:
        if sum(each.relation == "spouse" for each in self.dependants or ()) > 1:
            raise contradicted(
                "dependants", "dependants 中有两名配偶，请核对。", "dependants has two spouses; check them."
            )
        begun = self.insured_from and self.diagnosed_on and self.insured_from <= self.diagnosed_on
        if self.insured is False and begun:
            raise contradicted(
                "insured_from",
                "insured 为 false，而 insured_from 不晚于诊断日期，两者矛盾；请改正其一。",
                "insured is false, yet insured_from is not after the diagnosis; mend one of them.",
            )

    @property
    def is_dead(self) -> bool:
        """A cause of death says so too, where the day is unknown."""
        return self.died_on is not None or self.death_cause is not None

    @property
    def is_of_shandong(self) -> bool:
        return self.region is not None and self.region.startswith("37")


IN_ORDER = (
    ("diagnosed_on", "determined_on"),
    ("determined_on", "assessed_on"),
    ("diagnosed_on", "assessed_on"),
    ("diagnosed_on", "died_on"),
    ("assessed_on", "died_on"),
    ("contract_ended_on", "died_on"),
    ("insured_from", "died_on"),
)


def read_case(given: Any) -> tuple[Case, list[str]]:
    """The case of a JSON object, and the names of what was not read. Raises CaseError, with no value in it."""
    if not isinstance(given, Mapping):
        raise CaseError(
            '一个案例须为 JSON 对象，如 {"grade": 4, …}；请改正。', 'A case is a JSON object like {"grade": 4, …}.'
        )
    known = {name: value for name, value in given.items() if value is not None}
    known["parameters"] = known.get("parameters", {})
    try:
        return Case.model_validate(known), list(_unread(known))
    except ValidationError as problem:
        raise refused(problem) from None  # the problem holds the values


def _unread(given: Mapping[str, Any]) -> Iterator[str]:
    """Names that mean nothing here, a slip perhaps; of one that is no plain word, only that there is one."""
    names = {field.alias or name for name, field in Case.model_fields.items()}
    for name in given:
        if name not in names:
            yield name if name.isascii() and name.isidentifier() and len(name) <= 40 else "?"
    for name in given["parameters"]:
        if name not in Own.model_fields:
            yield f"parameters.{name}" if name.isascii() and name.isidentifier() and len(name) <= 40 else "?"
