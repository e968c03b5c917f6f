"""One's own account: where one is signed in, the password, the second factor."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.cookies import clear_session, device_of
from hub.door.locks import SignedIn
from hub.door.signing_in import end_others, renew_password
from hub.errors import HubError
from hub.pages.rendering import SHADE, YEAR, render
from hub.security.accounts.limits import Guess
from hub.security.accounts.sessions import sessions_of

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]


@router.get("/account")
def account(request: Request, store: OfStore, who: SignedIn) -> HTMLResponse:
    return _page(request, store, who)


@router.post("/account/sessions/end")
def others(store: OfStore, who: SignedIn) -> RedirectResponse:
    """End all one's sessions but this one."""
    end_others(store, who)
    return RedirectResponse("/account", 303)


@router.post("/shade")
def shade(request: Request, _: SignedIn, to: Annotated[Literal["light", "dark"], Form()]) -> RedirectResponse:
    """Light or dark from now on, whatever the system prefers; back to the page one came from."""
    came = urlsplit(request.headers.get("Referer", ""))
    where = came.path if came.netloc == request.headers.get("Host") and came.path.startswith("/") else "/"
    response = RedirectResponse(f"{where}?{came.query}" if where == came.path and came.query else where, 303)
    response.set_cookie(SHADE, to, max_age=YEAR, samesite="lax", httponly=True)
    return response


@router.post("/account/password")
def password(request: Request, store: OfStore, who: SignedIn, old: Text = "", new: Text = "") -> Response:
    guess = Guess("password", who.signed_in.login, who.address, device_of(request) or "")
    try:
        renew_password(store, who, guess, old, new)
    except HubError as problem:
        return _page(request, store, who, problem)
    response = render(request, "password_changed.html", who=None)
    clear_session(response, request)
    return response


def _page(request: Request, store: Store, who: Caller, problem: HubError | None = None) -> HTMLResponse:
    session = who.signed_in
    with store.transaction(who.actor.as_hub()) as connection:
        found = sessions_of(connection, session.user_id, datetime.now(UTC))
    status = problem.status if problem else 200
    return render(request, "account.html", status, sessions=found, session=session, problem=problem)
