"""One diagnosed occupational disease of one worker (职业病病例)."""

from datetime import date
from typing import ClassVar

from schemas.base import Name, Part, Record, Text70
from schemas.coded import (
    Complication,
    DeathCause,
    Disease,
    DiseaseGroup,
    Hazards,
    PneumoconiosisCase,
    PoisoningType,
    WorkType,
)
from schemas.records.parts import Audit, EmployerSeen, Exposure, Reporting, WorkerSeen
from schemas.sensitivity import Health, Plain, Quasi


class Stages(Part):
    """The days on which each stage of a pneumoconiosis was diagnosed (尘肺一期、二期、三期)."""

    one_on: Health[date] | None = None
    two_on: Health[date] | None = None
    three_on: Health[date] | None = None


class Diagnosis(Record):
    """National document 4. `case_type` is 尘肺病病例类型; the disease catalogue is chosen by `diagnosed_on`."""

    document: ClassVar[str] = "diagnosis"
    event_field: ClassVar[str] = "diagnosed_on"

    employer: EmployerSeen
    worker: WorkerSeen
    disease_group: DiseaseGroup | None = None
    disease: Disease
    disease_other: Health[Text70] | None = None
    poisoning_type: PoisoningType | None = None
    case_type: PneumoconiosisCase | None = None
    stages: Stages | None = None
    complications: tuple[Complication, ...] | None = None
    hazards: Hazards
    work_type: WorkType
    work_type_other: Quasi[Text70] | None = None
    exposure: Exposure
    applied_on: Quasi[date] | None = None
    diagnosed_on: Quasi[date]
    diagnosed_by_unit: Plain[Text70] | None = None
    diagnosed_by: Name | None = None
    died_on: Health[date] | None = None
    death_cause: DeathCause | None = None
    death_cause_other: Health[Text70] | None = None
    reporting: Reporting
    audit: Audit | None = None
