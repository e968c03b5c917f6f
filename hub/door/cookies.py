"""The cookies of a browser: its session, and the mark of a browser that has signed in completely before.

Over https they bear the prefix `__Host-`, so that no other host and no plain connection can set them.
"""

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

SESSION = "ohub"
DEVICE = "ohub-device"
DEVICE_SECONDS = 180 * 86400


def session_token(request: Request) -> str:
    """The token that came along, empty for none."""
    return request.cookies.get(_name(request, SESSION), "")


def device_of(request: Request) -> str | None:
    return request.cookies.get(_name(request, DEVICE))


def set_session(response: Response, request: Request, token: str) -> None:
    """Hand out a session's token: it goes when the browser does, and no script of a page can read it."""
    _set(response, request, SESSION, token, None)


def set_device(response: Response, request: Request, mark: str) -> None:
    _set(response, request, DEVICE, mark, DEVICE_SECONDS)


def clear_session(response: Response, request: Request) -> None:
    response.delete_cookie(_name(request, SESSION), path="/", secure=_secure(request), httponly=True, samesite="lax")


def _set(response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        *(_name(request, name), value),
        max_age=seconds,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _secure(request) else name


def _secure(request: Request) -> bool:
    """By the address the service is known under, not by what a request says of itself."""
    url: str = request.app.state.store.settings.public_url
    return urlsplit(url).scheme == "https"
