"""The measurements of hazards at one employer's workplaces in one report (工作场所职业病危害因素检测)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Name, Part, Record, Text20, Text50, Text70
from schemas.coded import Compliance, DensityType, Hazards
from schemas.records.parts import Audit, EmployerSeen, Reporting
from schemas.sensitivity import Plain


class Reading(Part):
    """One measured point. `value`, `low` and `high` are kept as they came: `<0.05` says below the detection limit."""

    hazards: Plain[Hazards]
    workplace: Plain[Text70]
    post: Plain[Text20]
    density_type: DensityType
    unit: Plain[Text70]
    value: Plain[Text70]
    low: Plain[Text50] | None = None
    high: Plain[Text50] | None = None
    measured_on: Plain[date]
    compliance: Compliance


class Measurement(Record):
    """National document 8. The national form dates each reading; `reported_on` dates the report."""

    document: ClassVar[str] = "measurement"
    event_field: ClassVar[str] = "reported_on"

    employer: EmployerSeen
    workers: Plain[Annotated[int, Field(ge=0)]]
    production_workers: Plain[Annotated[int, Field(ge=0)]]
    exposed_workers: Plain[Annotated[int, Field(ge=0)]]
    measured_by_unit: Plain[Text70]
    measured_by: Name | None = None
    reported_on: Plain[date]
    results: Annotated[tuple[Reading, ...], Field(min_length=1)]
    reporting: Reporting
    audit: Audit | None = None
