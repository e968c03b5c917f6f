"""One appraisal of a contested diagnosis (职业病诊断鉴定)."""

from datetime import date
from typing import ClassVar

from schemas.base import Code, Part, Record, Text70
from schemas.coded import Disease, DiseaseGroup, PneumoconiosisCase, PoisoningType
from schemas.records.diagnosis import Stages
from schemas.records.parts import Audit, EmployerSeen, Reporting, WorkerSeen
from schemas.sensitivity import Health, Plain, Quasi


class CaseSeen(Part):
    """The diagnosis that a later document is about, as its sender repeats it."""

    diagnosed_on: Quasi[date]
    disease_group: DiseaseGroup | None = None
    disease: Disease
    case_type: PneumoconiosisCase | None = None
    poisoning_type: PoisoningType | None = None
    stages: Stages | None = None


class Altered(Part):
    """What the appraisal found instead, where it differs from the diagnosis or from the first appraisal."""

    disease_group: DiseaseGroup | None = None
    disease: Disease | None = None
    case_type: PneumoconiosisCase | None = None
    poisoning_type: PoisoningType | None = None
    stages: Stages | None = None


class Appraisal(Record):
    """National document 5. `conclusion` is kept as it came: the publication names its list but does not print it."""

    document: ClassVar[str] = "appraisal"
    event_field: ClassVar[str] = "appraised_on"

    employer: EmployerSeen
    worker: WorkerSeen
    case: CaseSeen
    diagnosed_by_code: Plain[Code] | None = None
    diagnosed_by_unit: Plain[Text70] | None = None
    diagnosis_applied_on: Quasi[date] | None = None
    applied_on: Quasi[date]
    appraised_on: Quasi[date]
    conclusion: Health[Code]
    appraised_by_unit: Plain[Text70]
    appraised_by_code: Plain[Code]
    altered: Altered | None = None
    reporting: Reporting
    audit: Audit | None = None
