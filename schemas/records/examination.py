"""One occupational health examination of one worker (职业健康档案), with its conclusions and item results."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Part, Record, Text20, Text50, Text500
from schemas.coded import ConclusionCode, Disease, ExamItem, ExamType, Hazards, MonitoringType, ResultType, WorkType
from schemas.records.parts import Audit, EmployerSeen, Exposure, Reporting, WorkerSeen
from schemas.sensitivity import Health, Quasi


class Conclusion(Part):
    """The individual conclusion for one hazard, or one family of dusts. `monitoring` is 监测类型."""

    hazards: Hazards
    hazard_name: Quasi[Text20] | None = None
    conclusion: ConclusionCode
    suspected_disease: Disease | None = None
    contraindication: Health[Text500] | None = None
    other_finding: Health[Text500] | None = None
    monitoring: MonitoringType | None = None


class ItemResult(Part):
    """One measured value or finding. `value` is kept as it arrived; `kind` 01 number, 02 text, 03 choice."""

    item: ExamItem
    kind: ResultType
    value: Health[Text500]
    unit: Health[Text50] | None = None
    low: Health[Text20] | None = None
    high: Health[Text20] | None = None
    abnormal: Health[bool]


class Examination(Record):
    """National document 2. Code lists and the examination standard are chosen by `examined_on`."""

    document: ClassVar[str] = "examination"
    event_field: ClassVar[str] = "examined_on"

    employer: EmployerSeen
    worker: WorkerSeen
    exam_type: ExamType
    examined_on: Quasi[date]
    hazards: Hazards
    hazard_other: Quasi[Text20] | None = None
    exposed_hazards: Hazards
    work_type: WorkType
    work_type_other: Quasi[Text20] | None = None
    exposure: Exposure
    is_review: Health[bool] | None = None
    conclusions: Annotated[tuple[Conclusion, ...], Field(min_length=1)]
    results: Annotated[tuple[ItemResult, ...], Field(min_length=1)]
    reporting: Reporting
    audit: Audit | None = None
