"""The measurements of hazards at one employer's workplaces in one report (工作场所职业病危害因素检测)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Name, Part, Record, Text20, Text50, Text70
from schemas.coded import Compliance, DensityType, Hazards
from schemas.records.parts import Audit, EmployerSeen, Reporting


class Reading(Part):
    """One measured point. `value`, `low` and `high` are kept as they came: `<0.05` says below the detection limit."""

    hazards: Hazards
    workplace: Text70
    post: Text20
    density_type: DensityType
    unit: Text70
    value: Text70
    low: Text50 | None = None
    high: Text50 | None = None
    measured_on: date
    compliance: Compliance


class Measurement(Record):
    """National document 8. The national form dates each reading; `reported_on` dates the report."""

    document: ClassVar[str] = "measurement"
    event_field: ClassVar[str] = "reported_on"

    employer: EmployerSeen
    workers: Annotated[int, Field(ge=0)]
    production_workers: Annotated[int, Field(ge=0)]
    exposed_workers: Annotated[int, Field(ge=0)]
    measured_by_unit: Text70
    measured_by: Name | None = None
    reported_on: date
    results: Annotated[tuple[Reading, ...], Field(min_length=1)]
    reporting: Reporting
    audit: Audit | None = None
