"""Every refusal as problem details (RFC 9457) for programs, or as a page for people: what is wrong and what to do."""

import traceback
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from hub.door.callers import SignInError
from hub.errors import HubError
from hub.pages.rendering import render

log = structlog.get_logger()
TITLES = {
    400: ("请求有误，请检查后重试。", "The request is not right; check it and try again."),
    404: ("没有这个页面或记录。", "There is no such page or record."),
    405: ("这个地址不接受这种请求。", "This address does not take this kind of request."),
    422: ("请求的参数不符合要求。", "A parameter of the request does not have the required form."),
    500: ("系统内部出错，已记录；请稍后再试。", "Something went wrong inside; it was noted. Try again later."),
    503: ("系统的一部分暂时不可用；请稍后再试。", "A part of the system is not available; try again later."),
}


def install(app: FastAPI) -> None:
    """Answer all refusals of `app` this way."""

    @app.exception_handler(HubError)
    def refused(request: Request, refusal: HubError) -> Response:
        if isinstance(refusal, SignInError) and _wants_page(request) and request.method == "GET":
            onward = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
            return RedirectResponse(f"/sign-in?{urlencode({'next': onward})}", 303)
        refused = answer(request, refusal.status, refusal.zh, refusal.en)
        if seconds := getattr(refusal, "seconds", None):
            refused.headers["Retry-After"] = str(seconds)
        return refused

    @app.exception_handler(DataError)
    def not_storable(request: Request, _: DataError) -> Response:
        """A number or text of the request that no column of the database could hold."""
        return answer(request, 422, *TITLES[422])

    @app.exception_handler(HTTPException)
    def not_done(request: Request, refusal: HTTPException) -> Response:
        return answer(request, refusal.status_code, *TITLES.get(refusal.status_code, TITLES[400]))

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, refusal: RequestValidationError) -> Response:
        fields = [".".join(map(str, error["loc"])) for error in refusal.errors()]
        return answer(request, 422, *TITLES[422], fields=fields)

    @app.exception_handler(Exception)
    def failed(request: Request, problem: Exception) -> Response:
        route, frame = getattr(request.scope.get("route"), "path", ""), traceback.extract_tb(problem.__traceback__)[-1]
        # The message could hold a value: where it happened must do.
        log.error("failed", route=route, kind=type(problem).__name__, file=frame.filename, line=frame.lineno)
        failure = answer(request, 500, *TITLES[500])
        failure.headers["Connection"] = "close"  # the server hangs up after an error; nobody is to ask on here
        return failure


def answer(request: Request, status: int, zh: str, en: str, **more: Any) -> Response:
    """The refusal in the form the asker reads."""
    if _wants_page(request):
        return render(request, "problem.html", status=status, zh=zh, en=en)
    content = {"type": "about:blank", "status": status, "title": zh, "title_en": en, **more}
    return JSONResponse(content, status, media_type="application/problem+json")


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "") and not request.url.path.startswith("/api/")
