"""Puts the service together: `create_app(store)`.

There is no sign-in yet. Until there is, the service shows nothing personal (it never opens the vault) and listens on
this machine only.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from hub.db import Store
from hub.pages import overview, reading
from hub.routers import batches, findings, health, metrics, problems

STATIC = Path(__file__).parent / "static"


def create_app(store: Store) -> FastAPI:
    """The application over one store."""
    app = FastAPI(title="ohub", version="0.1.0", docs_url=None, redoc_url=None)
    app.state.store = store
    problems.install(app)
    metrics.install(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (health.router, metrics.router, batches.router, findings.router, overview.router, reading.router):
        app.include_router(router)
    return app
