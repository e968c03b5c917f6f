"""The elements the pages are made of, each in all its states."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.door.locks import SignedIn
from hub.intake.batches import COUNTS
from hub.pages.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/patterns")
def patterns(request: Request, _: SignedIn) -> HTMLResponse:
    example = {"accepted": 80, "held": 12, "rejected": 5, "duplicates": 3}
    return render(request, "patterns.html", example=example, outcomes=COUNTS[1:])
