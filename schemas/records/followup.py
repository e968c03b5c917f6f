"""One follow-up of a person with a diagnosed occupational disease (随访)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Code, FreeText, Part, Record, Text70
from schemas.coded import Division, FollowupItem
from schemas.records.appraisal import CaseSeen
from schemas.records.parts import EmployerSeen, WorkerSeen
from schemas.sensitivity import Health, Plain, Quasi


class FollowupResult(Part):
    """One thing asked about. `value` is kept as it came: the publication does not print its list."""

    item: FollowupItem
    item_name: Health[Text70] | None = None
    value: Health[Text70]


class Followup(Record):
    """National document 6. `address` is where the person lives now; `insured` is 是否缴纳工伤保险."""

    document: ClassVar[str] = "followup"
    event_field: ClassVar[str] = "followed_up_on"

    employer: EmployerSeen
    worker: WorkerSeen
    case: CaseSeen
    followed_up_on: Quasi[date]
    followed_up_by_unit: Plain[Text70]
    followup_type: Plain[Code]
    created_on: Plain[date] | None = None
    area_code: Plain[Code]
    org_code: Plain[Code]
    division_code: Division
    address: FreeText
    insured: Quasi[bool]
    insured_from: Quasi[date] | None = None
    results: Annotated[tuple[FollowupResult, ...], Field(min_length=1)]
