"""The calculator of entitlements over HTTP, for everybody who signed in; it keeps nothing of what it is told."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from analytics.entitlements.calculate import answer
from analytics.entitlements.refusing import CaseError
from hub.door.locks import SignedIn
from hub.errors import HubError

router = APIRouter(prefix="/api/v1/entitlements", tags=["entitlements"])
MOST = 1000  # cases of one request: about a second
EXAMPLE = {
    "region": "370000",
    "diagnosed_on": "2025-05-10",
    "determined_on": "2025-07-01",
    "assessed_on": "2025-10-15",
    "grade": 4,
    "nursing": "none",
    "insured": True,
    "average_wage_12m": 6200.00,
    "employment": "employed",
}
Cases = Annotated[
    dict[str, Any] | list[Any],
    Body(description="one case, or a list of up to 1000; what is absent is unknown", examples=[EXAMPLE]),
]


class CasesError(HubError):
    """A case that cannot be worked out, or too many of them."""

    status = 422


@router.post("")
def entitlements(who: SignedIn, given: Cases) -> dict[str, Any] | list[dict[str, Any]]:
    """What the law gives, item by item; the answer to a list is a list, in which a bad case has a `problem`."""
    del who  # whoever signed in may calculate; nothing of the store is read
    if isinstance(given, list) and len(given) > MOST:
        raise CasesError(
            f"一次至多 {MOST} 个案例，请分批计算，或用命令 ohub entitlements。",
            f"At most {MOST} cases at a time; send them in parts, or use the command ohub entitlements.",
        )
    try:
        return answer(given)
    except CaseError as refusal:
        raise CasesError(refusal.zh, refusal.en) from refusal
