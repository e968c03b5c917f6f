"""Work-injury insurance: insured months, determination, capacity assessment, benefits, end of contract, death.

There is no published national form for these; the fields are those that 工伤保险条例 (chapters 3 to 5) turns on.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Code, IdNumber, Name, Part, Phone, Record, Text70
from schemas.coded import (
    Applicant,
    AssessmentKind,
    BenefitItem,
    ContractEndReason,
    DeathRelation,
    DependantRelation,
    DeterminationDecision,
    Disease,
    Division,
    IdType,
    NursingLevel,
    Sex,
)
from schemas.sensitivity import Health, Plain, Quasi

Yuan = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Grade = Health[Annotated[int, Field(ge=1, le=10)]]


class InsuredPerson(Part):
    """A worker as an insurance bureau knows them; a resident ID number says sex and birth date where they are blank."""

    name: Name
    id_type: IdType
    id_number: IdNumber
    sex: Sex | None = None
    birth_date: Quasi[date] | None = None
    phone: Phone | None = None


class InsuredEmployer(Part):
    """An employer as an insurance bureau knows it."""

    name: Plain[Text70]
    credit_code: Plain[Code]
    division_code: Division | None = None


class _InsuranceRecord(Record):
    """`area` is the pooling area (统筹地区) whose bureau keeps the record."""

    worker: InsuredPerson
    employer: InsuredEmployer
    area: Division


class WageStep(Part):
    """The contribution wage (本人工资, yuan a month) from the first of `from_month` until the next step."""

    from_month: Quasi[date]
    monthly_wage: Quasi[Yuan]


class InsuredSpell(_InsuranceRecord):
    """Months without a gap in which one employer insured one worker; `last_month` is absent while it goes on."""

    document: ClassVar[str] = "insured_spell"
    event_field: ClassVar[str] = "first_month"

    first_month: Quasi[date]
    last_month: Quasi[date] | None = None
    by_project: Plain[bool] | None = None
    wages: Annotated[tuple[WageStep, ...], Field(min_length=1)]


class Determination(_InsuranceRecord):
    """One application for the determination of work injury (工伤认定, 条例 17 to 20) and how far it has come."""

    document: ClassVar[str] = "determination"
    event_field: ClassVar[str] = "applied_on"

    applicant: Applicant
    applied_on: Quasi[date]
    disease: Disease | None = None
    diagnosed_on: Quasi[date] | None = None
    accepted_on: Quasi[date] | None = None
    decided_on: Quasi[date] | None = None
    decision: DeterminationDecision | None = None
    served_on: Quasi[date] | None = None


class Assessment(_InsuranceRecord):
    """One assessment of working capacity (劳动能力鉴定, 条例 22 to 28). `grade` 1 is the gravest; absent: none."""

    document: ClassVar[str] = "assessment"
    event_field: ClassVar[str] = "concluded_on"

    kind: AssessmentKind
    applied_on: Quasi[date]
    concluded_on: Quasi[date]
    served_on: Quasi[date] | None = None
    grade: Grade | None = None
    nursing: NursingLevel | None = None


class Benefit(_InsuranceRecord):
    """One payment. A monthly benefit names the months it is for; `dependant` says for whose pension it is."""

    document: ClassVar[str] = "benefit"
    event_field: ClassVar[str] = "paid_on"

    item: BenefitItem
    paid_on: Quasi[date]
    amount: Quasi[Yuan]
    first_month: Quasi[date] | None = None
    last_month: Quasi[date] | None = None
    dependant: DependantRelation | None = None


class Termination(_InsuranceRecord):
    """The end of a labour contract (解除或者终止劳动合同)."""

    document: ClassVar[str] = "termination"
    event_field: ClassVar[str] = "ended_on"

    ended_on: Quasi[date]
    reason: ContractEndReason


class Dependant(Part):
    """Someone whom the dead worker kept (供养亲属). `lone`: an orphan or an old person without other kin."""

    relation: DependantRelation
    lone: Quasi[bool] | None = None
    until: Quasi[date] | None = None


class Death(_InsuranceRecord):
    """The death of an insured worker, and whom they kept."""

    document: ClassVar[str] = "death"
    event_field: ClassVar[str] = "died_on"

    died_on: Health[date]
    relation: DeathRelation
    in_paid_leave: Health[bool] | None = None
    dependants: tuple[Dependant, ...] | None = None
