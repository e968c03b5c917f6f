"""Persons put straight into the store, many at a time, each with one record that became known on a given day."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from hub.db import Store
from hub.routers import problems, statistics
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER
from tests.hub.service import Site, signed_in

ZONE = ZoneInfo("Asia/Shanghai")
STATISTICS = "/api/v1/statistics"
NUMBERS = count(1000)
WORKERS = "insert into worker (worker_id, sex, birth_date, batch_id) values (:worker, '1', '1980-01-01', 1)"
VERSION = """
insert into record_version (record_id, version, document, event_on, source, worker_id, division_code, known_from,
    known_to, batch_id, row, body)
values (:record, :version, :document, :event_on, 'test', :worker, :division, :known_from, :known_to, 1, 1,
    cast(:body as jsonb))
"""


def moment(day: str) -> datetime:
    """Noon of a day in the province."""
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=ZONE)


def examined(hazards: tuple[str, ...] = ("3008",), conclusion: str = "01", exam_type: str = "02") -> dict[str, Any]:
    """The body of an examination."""
    conclusions = [{"hazards": [hazard], "conclusion": conclusion} for hazard in hazards]
    return {"exam_type": exam_type, "hazards": hazards, "conclusions": conclusions}


def case(disease: str = "1101", hazards: tuple[str, ...] = ("1001",)) -> dict[str, Any]:
    """The body of a suspected or diagnosed disease."""
    return {"disease": disease, "hazards": hazards}


def persons(store: Store, number: int, day: str, division: str, body: dict[str, Any], document: str = "") -> list[int]:
    """`number` persons with one record each, known since `day`; gives their workers, which number the records too."""
    workers = [next(NUMBERS) for _ in range(number)]
    document = document or ("examination" if "conclusions" in body else "diagnosis")
    with store.transaction(TESTER) as connection:
        for worker in workers:
            connection.execute(text(WORKERS), {"worker": worker})
            version(connection, worker, worker, document, day, division=division, body=body)
    return workers


def version(connection: Any, worker: int, record: int, document: str, day: str, **more: Any) -> None:
    """One version of a record. `more`: body, division, version (1), until (a day; for ever)."""
    values = {
        "record": record, "worker": worker, "document": document, "event_on": day, "known_from": moment(day),
        "version": more.get("version", 1), "division": more.get("division", "370102"),
        "known_to": moment(more["until"]) if "until" in more else "infinity",
        "body": orjson.dumps(more["body"]).decode(),
    }  # fmt: skip
    connection.execute(text(VERSION), values)


class StatisticsSite(Site):
    """The addresses of statistics by themselves, served by uvicorn."""

    def __init__(self, store: Store) -> None:
        app = FastAPI()
        app.state.store, self.batch = store, 0
        problems.install(app)
        app.include_router(statistics.router)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        self._thread = threading.Thread(target=self._server.run)


@contextmanager
def asking(
    store: Store, role: Role | None = Role.REGULATOR, organisation: str = "bureau:370000"
) -> Iterator[httpx.Client]:
    """Asks for statistics as somebody with that role; as nobody for None."""
    with StatisticsSite(store) as site, httpx.Client(base_url=site.url, timeout=30) as client:
        if role:
            client.cookies.set("ohub", signed_in(store, role, organisation))
        yield client
