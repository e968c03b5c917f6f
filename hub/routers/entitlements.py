"""The calculator of entitlements over HTTP, for everybody who signed in; it keeps nothing of what it is told."""

from typing import Annotated, Any

from fastapi import APIRouter

from analytics.entitlements.calculate import answer
from analytics.entitlements.refusing import CaseError
from hub.door.locks import SignedIn
from hub.routers.cases import CasesError, cases_body, refuse_too_many

router = APIRouter(prefix="/api/v1/entitlements", tags=["entitlements"])
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
Cases = Annotated[dict[str, Any] | list[Any], cases_body(EXAMPLE)]


@router.post("")
def entitlements(who: SignedIn, given: Cases) -> dict[str, Any] | list[dict[str, Any]]:
    """What the law gives, item by item; the answer to a list is a list, in which a bad case has a `problem`."""
    del who  # whoever signed in may calculate; nothing of the store is read
    refuse_too_many(given, "ohub entitlements")
    try:
        return answer(given)
    except CaseError as refusal:
        raise CasesError(refusal.zh, refusal.en) from refusal
