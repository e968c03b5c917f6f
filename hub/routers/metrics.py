"""Counts and times for Prometheus: by route, never by person, employer or value."""

import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

from hub.door.locks import ForAll

router = APIRouter()
REQUESTS = Counter("ohub_requests", "Requests answered", ("route", "status"))
SECONDS = Histogram("ohub_request_seconds", "Time to answer", ("route",))
ROWS = Counter("ohub_rows", "Rows that arrived through this process", ("source", "outcome"))


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(_: ForAll) -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def install(app: FastAPI) -> None:
    """Count every request of `app` under the route it took, and set what browsers must keep to."""

    @app.middleware("http")
    async def counted(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        begun = time.perf_counter()
        response = await go_on(request)
        route = getattr(request.scope.get("route"), "path", "none")
        SECONDS.labels(route).observe(time.perf_counter() - begun)
        REQUESTS.labels(route, response.status_code).inc()
        response.headers.update(HEADERS)
        return response


HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
