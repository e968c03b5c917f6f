"""What the door costs a request: the lock with its fence, and the audit entry of a look at a person."""

import statistics
import time
from typing import Annotated, Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Connection, text

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import ForAll, needs
from hub.people.reading import person, profile, records
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role
from tests.benchmarks.filling import fill
from tests.benchmarks.importing import BENCH, bench, import_file
from tests.hub.service import Site, signed_in

STORED, TIMES = 20_000, 200
Reader = Annotated[Caller, needs(Permission.PERSON_READ)]
FIRST = "select min(worker_id) from record_version"


def costs() -> list[dict[str, Any]]:
    """Wanted: at most 5 ms more (`more_ms`) for lock and fence, at most 15 % more for the audit (ratio 0.87)."""
    with bench() as at:
        store = at.store("door")
        fill(store, STORED, lambda some: import_file(some, at.file(10)), ["370102"])
        with store.transaction(BENCH) as connection:
            worker = connection.execute(text(FIRST)).scalar_one()
        with Site(store, extra=_with_bare_twins) as site, httpx.Client(base_url=site.url, timeout=30) as ask:
            ask.cookies.set("ohub", signed_in(store, Role.CASE_REGULATOR, "bureau:370100"))
            results = [
                _line("a request through its lock, behind its fence", ask, "/bench/locked", "/bench/open", worker),
                _line("a look at a person, with its audit entry", ask, "/bench/audited", "/bench/locked", worker),
            ]
        store.close()
        return results


def _with_bare_twins(app: FastAPI) -> None:
    """The same page three times: for anybody, through a lock, and with the look written down."""

    @app.get("/bench/open/{worker_id}")
    def for_anybody(store: OfStore, _: ForAll, worker_id: int) -> dict[str, Any]:
        with store.transaction(BENCH) as connection:
            return _shown(store, connection, worker_id)

    @app.get("/bench/locked/{worker_id}")
    def locked(store: OfStore, who: Reader, worker_id: int) -> dict[str, Any]:
        with store.transaction(who.actor) as connection:
            return _shown(store, connection, worker_id)

    @app.get("/bench/audited/{worker_id}")
    def audited(store: OfStore, who: Reader, worker_id: int) -> dict[str, Any]:
        with store.transaction(who.actor) as connection:
            shown = _shown(store, connection, worker_id)
            access = Access(Verb.READ, "bench", [worker_id], shown["records"], who.address)
            record_access(connection, store.keys, who.actor, access)
            return shown


def _shown(store: Store, connection: Connection, worker_id: int) -> dict[str, Any]:
    """What the page of a person needs, as the interface asks for it."""
    workers = person(connection, worker_id)
    found = records(connection, workers, None, 50)
    name = profile(connection, store.vault, workers).identities[0]["name"]
    return {"name": name, "records": [each["record_id"] for each in found]}


def _line(name: str, ask: httpx.Client, ours: str, peer: str, worker: int) -> dict[str, Any]:
    """Medians of single requests, asked in turns, so that a slow moment of the machine hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TIMES + 20):
        for path, taken in zip((ours, peer), times, strict=True):
            begun = time.perf_counter()
            ask.get(f"{path}/{worker}").raise_for_status()
            if turn >= 20:
                taken.append(time.perf_counter() - begun)
    ours_s, peer_s = (statistics.median(taken) for taken in times)
    return {
        "name": name,
        "n": TIMES,
        "ours_s": round(ours_s, 5),
        "peer": "the same without it",
        "peer_s": round(peer_s, 5),
        "ratio": round(peer_s / ours_s, 3),
        "more_ms": round(1000 * (ours_s - peer_s), 2),
        "peak_mib": None,
    }
