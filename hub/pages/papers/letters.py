"""Letters about a finding: which were made, and a form that makes another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.door.callers import Caller, OfStore
from hub.door.locks import needs, not_there
from hub.pages.rendering import render
from hub.papers import paper
from hub.papers.letters import Kind, Sender, letters, make_letter, place
from hub.papers.wording import wording
from hub.people.purposes import LEAST_REASON, read_reason
from hub.security.accounts.quotas import UNMASK, use
from hub.security.permissions import Permission, Role
from hub.surveillance.explaining import explain

router = APIRouter(include_in_schema=False)
OfActing = Annotated[Caller, needs(Permission.FINDING_ACT)]
OFFICES = {Role.CASE_REGULATOR: "卫生健康主管部门", Role.INSURANCE_AGENCY: "社会保险经办机构"}


@dataclass(frozen=True)
class LettersPage:
    """`claims`: is there something the worker can claim, and so a notice? `may_name`: may the reader name them?"""

    told: dict[str, Any]
    made: Sequence[dict[str, Any]]
    claims: bool
    may_name: bool
    least: int = LEAST_REASON


@router.get("/gaps/{finding_id}/letters")
def of_finding(request: Request, store: OfStore, who: OfActing, finding_id: int) -> HTMLResponse:
    told = explain(store, who.actor, finding_id)
    with store.transaction(who.actor) as connection:
        made = letters(connection, finding_id)
    claims = told["rule"] in wording()["claims"]
    page = LettersPage(told, made, claims, who.may(Permission.PERSON_UNMASK))
    return render(request, "papers/letters.html", page=page)


@router.post("/gaps/{finding_id}/letters/{kind}")
def make(
    store: OfStore,
    who: OfActing,
    finding_id: int,
    kind: Kind,
    form: Annotated[paper.Form, Query(alias="as")] = "pdf",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The file. With a reason it names the worker, which counts as looking at the name."""
    if reason.strip():
        if not who.may(Permission.PERSON_UNMASK):
            raise not_there()
        reason = read_reason(reason)
        with store.transaction(who.actor.as_hub()) as connection:
            use(connection, store.vault, UNMASK, who.actor.name, datetime.now(UTC))
    made = make_letter(store, _sender(who, reason.strip()), finding_id, kind, form)
    return sent(made.name, made.content, form)


def sent(name: str, content: bytes, form: paper.Form) -> Response:
    """A paper to be kept, never by the browser's own store."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=paper.MEDIA[form], headers=headers)


def _sender(who: Caller, reason: str) -> Sender:
    bureau = who.organisation.key
    return Sender(who.actor, bureau, place(bureau) + OFFICES[who.role], who.address, reason)
