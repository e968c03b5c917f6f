"""Puts the service together: `create_app(store)`.

There is no sign-in yet. Until there is, the service shows nothing personal (it never opens the vault) and listens on
this machine only.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from hub.db import Store
from hub.jobs import build
from hub.pages import overview, reading
from hub.routers import batches, findings, health, metrics, problems, receipts

STATIC = Path(__file__).parent / "static"


def create_app(store: Store, *, with_worker: bool = False) -> FastAPI:
    """The application over one store; `with_worker`: it works through the jobs too, where nobody else does."""
    lifespan = _working if with_worker else None
    app = FastAPI(title="ohub", version="0.1.0", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.store = store
    problems.install(app)
    metrics.install(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for module in (health, metrics, batches, findings, receipts, overview, reading):
        app.include_router(module.router)
    return app


@asynccontextmanager
async def _working(app: FastAPI) -> AsyncIterator[None]:
    """A worker in the service's own loop, its jobs in threads, as long as the service runs."""
    queue = build(app.state.store)
    async with queue.open_async():
        worker = asyncio.create_task(queue.run_worker_async(install_signal_handlers=False))
        yield
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
