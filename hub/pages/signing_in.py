"""Signing in and out: password, second factor, binding one, and the recovery codes."""

from typing import Annotated
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hub.db import Store
from hub.door.callers import DOOR, OfStore, SignInError, address_of, session_of
from hub.door.cookies import clear_session, device_of, set_device, set_session
from hub.door.locks import ForAll, ForgedError
from hub.door.signing_in import confirm_factor, give_code, give_password, offer_factor, sign_out
from hub.errors import HubError
from hub.pages.demonstration import WHO
from hub.pages.rendering import render
from hub.security.accounts.limits import Guess, WaitError
from hub.security.accounts.sessions import Session, csrf_fits, csrf_secret
from hub.security.sign_on.providers import all_providers

router = APIRouter(include_in_schema=False)
HERE, SECOND = "/sign-in", "/sign-in/second-factor"
Next = Annotated[str, Query(alias="next", max_length=500)]
NextField = Annotated[str, Form(alias="next", max_length=500)]
Text = Annotated[str, Form(max_length=200)]


@router.get(HERE)
def form(request: Request, _: ForAll, onward: Next = "/") -> HTMLResponse:
    return _asking(request, onward)


@router.post(HERE)
def password(
    request: Request, store: OfStore, _: ForAll, login: Text = "", password: Text = "", onward: NextField = "/"
) -> Response:
    guess = Guess("password", login, address_of(request), device_of(request) or "")
    try:
        token = give_password(store, guess, password)
    except HubError as problem:
        return _asking(request, onward, problem)
    response = RedirectResponse(f"{SECOND}?next={local(onward)}", 303)
    set_session(response, request, token)
    return response


@router.get(SECOND)
def second_factor(request: Request, store: OfStore, _: ForAll, onward: Next = "/") -> Response:
    session, token = _begun(request, store)
    if session.is_complete:
        return RedirectResponse(local(onward), 303)
    return _second(request, session, token, local(onward))


@router.post(SECOND)
def code(
    request: Request, store: OfStore, _: ForAll, csrf: Text = "", code: Text = "", onward: NextField = "/"
) -> Response:
    session, token = _begun(request, store, csrf)
    try:
        new, mark = give_code(store, session, token, _code_guess(request, session), code)
    except HubError as problem:
        return _second(request, session, token, local(onward), problem)
    return _signed_in(request, RedirectResponse(local(onward), 303), new, mark)


@router.post(f"{SECOND}/new")
def offer(request: Request, store: OfStore, _: ForAll, csrf: Text = "", onward: NextField = "/") -> Response:
    """Shows the QR code once."""
    session, token = _begun(request, store, csrf)
    uri = offer_factor(store, session)
    shown = segno.make(uri, error="m").svg_data_uri(scale=5, border=2)
    return _second(request, session, token, local(onward), qr=shown, uri=uri)


@router.post(f"{SECOND}/confirm")
def confirm(
    request: Request, store: OfStore, _: ForAll, csrf: Text = "", code: Text = "", onward: NextField = "/"
) -> Response:
    """Shows the recovery codes once."""
    session, token = _begun(request, store, csrf)
    try:
        new, mark, recovery = confirm_factor(store, session, token, _code_guess(request, session), code)
    except HubError as problem:
        return _second(request, session, token, local(onward), problem, binding=True)
    shown = render(request, "recovery_codes.html", codes=recovery, onward=local(onward))
    return _signed_in(request, shown, new, mark)


@router.post("/sign-out")
def leave(request: Request, store: OfStore, _: ForAll, csrf: Text = "") -> Response:
    session, token = _begun(request, store, csrf)
    sign_out(store, session, token, address_of(request))
    response = RedirectResponse(HERE, 303)
    clear_session(response, request)
    return response


def local(onward: str) -> str:
    """Where to go after signing in: a path of ours, never somebody else's address."""
    parts = urlsplit(onward)
    plain = onward.startswith("/") and not onward.startswith("//") and onward.isprintable() and "\\" not in onward
    return onward if plain and not parts.scheme and not parts.netloc else "/"


def _asking(request: Request, onward: str, problem: HubError | None = None) -> HTMLResponse:
    status, store = problem.status if problem else 200, request.app.state.store
    with store.transaction(DOOR) as connection:
        providers = all_providers(connection, usable=True)
    page = render(request, "sign_in.html", status, onward=local(onward), problem=problem, providers=providers,
                  roles=list(WHO) if request.app.state.demonstrated else [])  # fmt: skip
    return waiting(page, problem)


def waiting(response: HTMLResponse, problem: HubError | None) -> HTMLResponse:
    """Say in the header too how long to wait."""
    if isinstance(problem, WaitError):
        response.headers["Retry-After"] = str(problem.seconds)
    return response


def _begun(request: Request, store: Store, csrf: str | None = None) -> tuple[Session, str]:
    """The session that the password began. A change must bring its secret."""
    found = session_of(request, store)
    if found is None:
        raise SignInError
    if csrf is not None and not csrf_fits(found[1], csrf):
        raise ForgedError
    return found


def _code_guess(request: Request, session: Session) -> Guess:
    return Guess("code", session.login, address_of(request), device_of(request) or "")


def _second(
    request: Request, session: Session, token: str, onward: str, problem: HubError | None = None, **shown: object
) -> HTMLResponse:
    values = {"qr": None, "uri": "", "binding": bool(shown.get("qr")), **shown}
    status = problem.status if problem else 200
    page = render(request, "second_factor.html", status, session=session, csrf=csrf_secret(token), onward=onward,
                  problem=problem, **values)  # fmt: skip
    return waiting(page, problem)


def _signed_in(request: Request, response: Response, token: str, mark: str) -> Response:
    set_session(response, request, token)
    set_device(response, request, mark)
    return response
