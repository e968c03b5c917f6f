"""Puts the service together: `create_app(store)`. Every handler it includes has a lock (hub.door.locks)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from hub.db import Store
from hub.door.patience import Patience
from hub.jobs import build
from hub.pages import (
    account,
    calibration,
    demonstration,
    intake,
    notices,
    overview,
    own_record,
    reading,
    search,
    signals,
    signing_in,
    work,
)
from hub.pages.audit import chain as audit_chain
from hub.pages.audit import entries as audit_entries
from hub.pages.audit import looks as audit_looks
from hub.pages.calculators import entitlements as entitlements_page
from hub.pages.calculators import schedule as schedule_page
from hub.pages.compliance import pages as duties
from hub.pages.employers import list_of_employers, one_employer
from hub.pages.gaps import case as gap_case
from hub.pages.gaps import worklist as gap_list
from hub.pages.help import pages as help_pages
from hub.pages.papers import letters, reports
from hub.pages.sharing import client as sharing_client
from hub.pages.sharing import overview as sharing
from hub.pages.system import jobs, reference, roles, simulator, users
from hub.pages.workers import one_worker
from hub.routers import (
    batches,
    bulk,
    described,
    entitlements,
    findings,
    health,
    metrics,
    persons,
    problems,
    pull,
    push,
    receipts,
    schedule,
    single_sign_on,
    statistics,
    tasks,
    token,
)
from hub.routers import own_record as own_record_api

STATIC = Path(__file__).parent / "static"
API = (health, metrics, token, batches, receipts, findings, persons, own_record_api, statistics, tasks)
FOR_SYSTEMS = (pull, bulk, push)
CALCULATORS = (entitlements, schedule)
PAGES = (
    signing_in,
    single_sign_on,
    account,
    overview,
    intake,
    reading,
    gap_list,
    gap_case,
    duties,
    signals,
    calibration,
    work,
    list_of_employers,
    one_employer,
    one_worker,
    search,
    own_record,
)
CALCULATOR_PAGES = (entitlements_page, schedule_page)
PAPER_PAGES = (letters, reports, notices)
OFFICE_PAGES = (
    *(help_pages, audit_entries, audit_looks, audit_chain, sharing, sharing_client),
    *(roles, users, reference, jobs, simulator),
)
FORM_BYTES = 1 << 20  # a form or a message; where a file is brought, its handler says more


def create_app(store: Store, *, with_worker: bool = False, demonstrated: bool = False) -> FastAPI:
    """The application over one store; `with_worker`: it works through the jobs too, where nobody else does.

    `demonstrated`: anybody may sign in as the users of the invented province.
    """
    lifespan = _working if with_worker else None
    app = FastAPI(
        title="ohub", version="0.1.0", docs_url=None, redoc_url=None, lifespan=lifespan, responses=described.REFUSALS
    )
    app.state.store = store
    app.state.demonstrated = demonstrated
    problems.install(app)
    described.install(app)
    metrics.install(app)
    app.add_middleware(Patience)  # around all others
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)), name="static")  # pages are not packed: BREACH
    pages = (*PAGES, *CALCULATOR_PAGES, *PAPER_PAGES, *OFFICE_PAGES, *([demonstration] if demonstrated else []))
    for module in (*API, *FOR_SYSTEMS, *CALCULATORS, *pages):
        app.include_router(module.router, max_body_size=FORM_BYTES)
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
