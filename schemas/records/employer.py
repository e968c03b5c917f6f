"""One employer as its area reported it (用人单位信息)."""

from datetime import date
from typing import ClassVar

from schemas.base import Code, Record
from schemas.records.parts import Audit, EmployerSeen, Reporting
from schemas.sensitivity import Plain


class EmployerReport(Record):
    """National document 1. Code lists are chosen by `reported_on`."""

    document: ClassVar[str] = "employer"
    event_field: ClassVar[str] = "reported_on"

    employer: EmployerSeen
    is_subsidiary: Plain[bool] | None = None
    subsidiary_code: Plain[Code] | None = None
    reported_on: Plain[date]
    reporting: Reporting
    audit: Audit | None = None
