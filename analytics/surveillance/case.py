"""What is told of one person on one job: the hazards, the days, the examinations so far."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

UNGRADED = 2  # a job that was never graded counts as Ⅱ (GBZ 188—2025 A.10)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
ExamType = Literal["01", "02", "03", "04", "05"]


class CaseError(ValueError):
    """A case cannot be read as told; the sentence names the fields (`places`) and never their content."""

    def __init__(self, zh: str, en: str, places: Sequence[str] = ()) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en
        self.places = tuple(places)


def _text_only(value: Any) -> Any:
    """A number would be read as seconds since 1970, which nobody means."""
    if not isinstance(value, str | date):
        raise ValueError("not a date")  # noqa: TRY004 -- pydantic turns only this one into a field that is named
    return value


def _within_reach(day: date) -> date:
    if not FIRST_DAY <= day < LAST_DAY:
        raise ValueError("out of reach")
    return day


Day = Annotated[date, BeforeValidator(_text_only), AfterValidator(_within_reach)]
HazardCode = Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Hazard(_Told):
    """`level` in the unit of the hazard's limit, `class` 0-4 by grading of the job; None: not known, not graded.

    `group` is for drivers: large (large vehicles and all commercial driving) or small.
    """

    code: HazardCode
    level: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    graded: Annotated[int, Field(ge=0, le=4, strict=True)] | None = Field(None, alias="class")
    group: Literal["large", "small"] | None = None

    @property
    def counted(self) -> int:
        """The class that counts."""
        return UNGRADED if self.graded is None else self.graded


class Exam(_Told):
    """`type` as in the national list of examination types; a review (复查) repeats single items only."""

    type: ExamType
    on: Day
    hazards: tuple[HazardCode, ...]
    review: bool = False


class Case(_Told):
    """One person on one job, seen on `as_of`; `left_on` None: still there.

    `unchanged`: were process, materials, operation and protection the same from the last examination to the last
    day of the job (GBZ 188—2025 asks)? None: nobody said.
    """

    hazards: Annotated[tuple[Hazard, ...], Field(min_length=1)]
    started_on: Day
    left_on: Day | None = None
    exams: tuple[Exam, ...] = ()
    as_of: Day
    unchanged: bool | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "Case":
        if self.left_on and self.left_on < self.started_on:
            raise ValueError("left_on")
        if max(Counter(hazard.code for hazard in self.hazards).values()) > 1:
            raise ValueError("hazards")
        return self

    def last(self, kind: str, hazard: str, since: date | None = None, until: date | None = None) -> date | None:
        """The day of the last complete examination of that type for that hazard, known on `as_of`; both ends count."""
        end = min(filter(None, (until, self.as_of)))
        days = (
            exam.on
            for exam in self.exams
            if exam.type == kind and hazard in exam.hazards and not exam.review and exam.on <= end
        )
        return max((day for day in days if since is None or day >= since), default=None)


def read_case(told: Any) -> Case:
    """The case of a JSON object. Raises CaseError."""
    try:
        return Case.model_validate(told)
    except ValidationError as refusal:
        problems = refusal.errors(include_url=False, include_context=False, include_input=False)
        raise _refused(problems) from None


def _refused(problems: list[Any]) -> CaseError:
    places = {_place(problem) for problem in problems}
    # A list whose entries are wrong is also found too short.
    fields = sorted(place for place in places if not any(other.startswith(f"{place}.") for other in places))
    named = "、".join(fields)
    return CaseError(
        f"案例的这些字段缺失或不符合要求：{named}。日期写作 2026-01-31，hazards 至少一项且代码不重复，"
        "left_on 不早于 started_on，class 为 0 至 4 或 null；请改正后重试。",
        f"These fields of the case are missing or not right: {', '.join(fields)}. Write dates like 2026-01-31, at "
        "least one hazard and none twice, left_on not before started_on, class 0 to 4 or null; correct them and retry.",
        fields,
    )


def _place(problem: Any) -> str:
    """Where; a field that does not exist is not repeated, since its name could be anything."""
    place = [str(part) for part in problem["loc"]]
    if problem["type"] == "extra_forbidden":
        place[-1] = "…"
    if not place:
        text = str(problem["msg"])
        place = [next((name for name in ("left_on", "hazards") if name in text), "case")]
    return ".".join(place)
