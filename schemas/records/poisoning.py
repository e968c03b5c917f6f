"""One case of pesticide poisoning, at work or not (农药中毒)."""

from datetime import date
from typing import ClassVar

from schemas.base import FreeText, Name, Record, Text50, Text70
from schemas.coded import Division, Outcome, Pesticide, PesticideCause
from schemas.records.parts import Audit, Reporting, WorkerSeen
from schemas.sensitivity import Health, Plain, Quasi


class Poisoning(Record):
    """National document 7. It names no employer; `division_code` is where the poisoning happened."""

    document: ClassVar[str] = "poisoning"
    event_field: ClassVar[str] = "diagnosed_on"

    worker: WorkerSeen
    diagnosed_on: Quasi[date]
    pesticide: Pesticide
    pesticide_other: Health[Text50] | None = None
    cause: PesticideCause
    outcome: Outcome
    died_on: Health[date] | None = None
    division_code: Quasi[Division]
    address: FreeText
    diagnosed_by_unit: Plain[Text70] | None = None
    diagnosed_by: Name | None = None
    reporting: Reporting
    audit: Audit | None = None
