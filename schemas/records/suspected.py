"""One suspected occupational disease, reported by whoever found it (疑似职业病)."""

from datetime import date
from typing import ClassVar

from schemas.base import Name, Record, Text50, Text70
from schemas.coded import Disease, DiseaseGroup, Hazards, PoisoningType, WorkType
from schemas.records.parts import Audit, EmployerSeen, Exposure, Reporting, WorkerSeen
from schemas.sensitivity import Health, Plain, Quasi


class Suspected(Record):
    """National document 3. Code lists are chosen by `found_on`."""

    document: ClassVar[str] = "suspected"
    event_field: ClassVar[str] = "found_on"

    employer: EmployerSeen
    worker: WorkerSeen
    disease_group: DiseaseGroup | None = None
    disease: Disease
    disease_other: Health[Text70] | None = None
    poisoning_type: PoisoningType | None = None
    hazards: Hazards
    hazard_other: Quasi[Text50] | None = None
    work_type: WorkType
    work_type_other: Quasi[Text50] | None = None
    exposure: Exposure
    found_on: Quasi[date]
    found_by_unit: Plain[Text70] | None = None
    found_by: Name | None = None
    reporting: Reporting
    audit: Audit | None = None
