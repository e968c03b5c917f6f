"""How long pages take while fifty people read them, among a million examinations.

The demonstration province with its findings and tasks, filled up with examinations of its own employers. Each user
opens a page of their role, reads it for a few seconds, and opens the next; the service is a process of its own.
"""

import os
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from typing import Any

import httpx
from sqlalchemy import text

from hub.cli.demo import run_demo
from hub.db import Store
from hub.security.permissions import Role
from hub.tallies.folding import fold
from schemas.codes import codelist
from tests.benchmarks.filling import copied
from tests.benchmarks.importing import BENCH, bench
from tests.faults.commands import start
from tests.hub.service import signed_in

STORED = int(os.environ.get("OHUB_BENCH_PAGES", "1000000"))
WORKERS, SEED = 5_000, 3
USERS, SECONDS, READING = 50, 120, (4.0, 12.0)  # seconds that a page is read
PORT = 8765
BUSIEST = "select {} from {} where {} group by 1 order by count(*) desc limit 1"
PROVINCE, CITY = "bureau:370000", "bureau:370800"
# role, organisation, how many of the fifty, pages
DESKS: tuple[tuple[Role, str, int, tuple[str, ...]], ...] = (
    (Role.CASE_REGULATOR, PROVINCE, 15, (
        "/", "/?division=370800", "/clusters", "/clusters/{signal}", "/gaps", "/gaps?step=benefits", "/gaps/{gap}",
        "/worklist", "/worklist?tab=all", "/compliance", "/compliance/{employer}", "/employers",
        "/employers/{employer}", "/workers/{worker}", "/overview/records?kind=suspected", "/intake/senders")),
    (Role.CASE_REGULATOR, CITY, 10, (
        "/", "/clusters", "/gaps", "/worklist?tab=all", "/compliance", "/employers", "/intake")),
    (Role.REGULATOR, CITY, 10, ("/", "/clusters", "/gaps", "/compliance", "/employers", "/batches", "/help")),
    (Role.INSURANCE_AGENCY, PROVINCE, 10, ("/", "/gaps", "/gaps/{gap}", "/worklist", "/worklist?tab=late")),
    (Role.AUDITOR, PROVINCE, 5, ("/", "/audit", "/audit/looks", "/audit/chain")),
)  # fmt: skip


def fifty_users() -> dict[str, Any]:
    """Wanted: `p95_ms` at most 300, and so of each page."""
    with bench() as at:
        store = at.store("pages")
        run_demo(store, WORKERS, SEED)
        _fill(store)
        known = _known(store)
        process = start(store, "serve", "--port", str(PORT))
        try:
            _until_it_answers()
            times = _read(_sessions(store), known)
        finally:
            process.terminate()
            process.communicate()
        store.close()
    return _told(times)


def _fill(store: Store) -> None:
    counties = [row.code for row in codelist("division").rows if row.code[:2] == "37" and row.extra.get("level") == "3"]
    with store.transaction(BENCH) as connection:
        employers = connection.execute(text("select employer_id from employer order by 1")).scalars().all()
        stored = connection.execute(text("select count(*) from record_version where document = 'examination'"))
        count = STORED - stored.scalar_one()
    copied(store, count, counties, employers)
    with store.transaction(BENCH) as connection:
        fold(connection)


def _known(store: Store) -> dict[str, int]:
    """What the addresses of single things need: a signal, a gap, the employer with most duties, a worker with gaps."""
    asked = {
        "signal": "select min(finding_id) from finding where analysis = 'clusters'",
        "gap": "select min(finding_id) from finding where analysis = 'gaps'",
        "employer": BUSIEST.format("employer_id", "finding", "analysis = 'compliance'"),
        "worker": BUSIEST.format("worker_id", "finding", "analysis = 'gaps' and worker_id is not null"),
    }
    with store.transaction(BENCH) as connection:
        return {name: connection.execute(text(query)).scalar_one() for name, query in asked.items()}


def _sessions(store: Store) -> list[tuple[str, Sequence[str]]]:
    return [(signed_in(store, role, where), pages) for role, where, users, pages in DESKS for _ in range(users)]


def _until_it_answers() -> None:
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the service did not start")


def _read(sessions: list[tuple[str, Sequence[str]]], known: dict[str, int]) -> dict[str, list[float]]:
    """Seconds of each request by page. The first minute of each page is not counted: caches fill, plans are made."""
    times: dict[str, list[float]] = defaultdict(list)
    begun = time.perf_counter()

    def user(number: int, token: str, pages: Sequence[str]) -> None:
        choose = random.Random(number)
        with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60, cookies={"ohub": token}) as ask:
            time.sleep(choose.uniform(0, READING[1]))
            while (now := time.perf_counter()) - begun < 2 * SECONDS:
                page = choose.choice(pages)
                ask.get(page.format(**known)).raise_for_status()
                if now - begun > SECONDS:
                    times[page].append(time.perf_counter() - now)
                time.sleep(choose.uniform(*READING))

    with ThreadPoolExecutor(len(sessions)) as pool:
        for done in [pool.submit(user, n, *session) for n, session in enumerate(sessions)]:
            done.result()
    return times


def _told(times: dict[str, list[float]]) -> dict[str, Any]:
    every = sorted(second for some in times.values() for second in some)
    pages = {page: round(quantiles(some, n=20)[18] * 1000) for page, some in times.items() if len(some) > 1}
    return {
        "name": f"pages for {USERS} users among {STORED:,} examinations",
        "n": len(every),
        "p50_ms": round(quantiles(every, n=100)[49] * 1000),
        "p95_ms": round(quantiles(every, n=100)[94] * 1000),
        "slowest_p95_ms": dict(sorted(pages.items(), key=lambda each: -each[1])[:8]),
    }
