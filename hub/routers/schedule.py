"""The examination calculator over HTTP, for everybody who signed in; it keeps nothing of what it is told."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from analytics.surveillance import CaseError, schedules
from hub.door.locks import SignedIn
from hub.errors import HubError

router = APIRouter(prefix="/api/v1/schedule", tags=["schedule"])
MOST = 1000  # cases of one request: about half a second
EXAMPLE = {
    "hazards": [{"code": "3008", "level": 86.0, "class": None}],
    "started_on": "2024-03-01",
    "left_on": None,
    "exams": [{"type": "02", "on": "2025-09-10", "hazards": ["3008"]}],
    "as_of": "2026-11-23",
}
Cases = Annotated[
    dict[str, Any] | list[Any],
    Body(description="one case, or a list of up to 1000; what is absent is unknown", examples=[EXAMPLE]),
]


class CasesError(HubError):
    """A case that cannot be read as told, or too many of them."""

    status = 422


@router.post("")
def schedule(who: SignedIn, told: Cases) -> dict[str, Any] | list[dict[str, Any]]:
    """Which examinations are owed, and when; the answer to a list is a list, in which a bad case has a `problem`."""
    del who  # whoever signed in may calculate; nothing of the store is read
    if isinstance(told, list) and len(told) > MOST:
        raise CasesError(
            f"一次至多 {MOST} 个案例，请分批计算，或用命令 ohub schedule。",
            f"At most {MOST} cases at a time; send them in parts, or use the command ohub schedule.",
        )
    try:
        found: dict[str, Any] | list[dict[str, Any]] = schedules(told)
    except CaseError as refusal:
        raise CasesError(refusal.zh, refusal.en) from None
    return found
