"""One follow-up of a person with a diagnosed occupational disease (随访)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Code, FreeText, Part, Record, Text70
from schemas.coded import Division, FollowupItem
from schemas.records.appraisal import CaseSeen
from schemas.records.parts import EmployerSeen, WorkerSeen


class FollowupResult(Part):
    """One thing asked about. `value` is kept as it came: the publication does not print its list."""

    item: FollowupItem
    item_name: Text70 | None = None
    value: Text70


class Followup(Record):
    """National document 6. `address` is where the person lives now; `insured` is 是否缴纳工伤保险."""

    document: ClassVar[str] = "followup"
    event_field: ClassVar[str] = "followed_up_on"

    employer: EmployerSeen
    worker: WorkerSeen
    case: CaseSeen
    followed_up_on: date
    followed_up_by_unit: Text70
    followup_type: Code
    created_on: date | None = None
    area_code: Code
    org_code: Code
    division_code: Division
    address: FreeText
    insured: bool
    insured_from: date | None = None
    results: Annotated[tuple[FollowupResult, ...], Field(min_length=1)]
