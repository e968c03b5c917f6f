"""The examination calculator over HTTP, for everybody who signed in; it keeps nothing of what it is told."""

from typing import Annotated, Any

from fastapi import APIRouter

from analytics.surveillance import CaseError, schedules
from hub.door.locks import SignedIn
from hub.routers.cases import CasesError, cases_body, refuse_too_many

router = APIRouter(prefix="/api/v1/schedule", tags=["schedule"])
EXAMPLE = {
    "hazards": [{"code": "3008", "level": 86.0, "class": None}],
    "started_on": "2024-03-01",
    "left_on": None,
    "exams": [{"type": "02", "on": "2025-09-10", "hazards": ["3008"]}],
    "as_of": "2026-11-23",
}
Cases = Annotated[dict[str, Any] | list[Any], cases_body(EXAMPLE)]


@router.post("")
def schedule(who: SignedIn, told: Cases) -> dict[str, Any] | list[dict[str, Any]]:
    """Which examinations are owed, and when; the answer to a list is a list, in which a bad case has a `problem`."""
    del who  # whoever signed in may calculate; nothing of the store is read
    refuse_too_many(told, "ohub schedule")
    try:
        found: dict[str, Any] | list[dict[str, Any]] = schedules(told)
    except CaseError as refusal:
        raise CasesError(refusal.zh, refusal.en) from None
    return found
