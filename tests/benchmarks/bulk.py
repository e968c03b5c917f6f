"""A bulk export of a view with identities: read, opened, packed, sealed and audited, against COPY of the same query."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import text

from hub.db import Store, cursor
from hub.pull import bulk
from hub.pull.bulk_lines import Place, query
from hub.pull.bulk_making import make_next
from hub.pull.views import view_named
from hub.security.actor import Actor
from hub.security.scope import Fence, of_territory
from tests.benchmarks.importing import BENCH, bench
from tests.benchmarks.timing import pair
from tests.faults.commands import environment
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import put
from tests.hub.routers.pulling import CITY, INSURANCE, agreed, system, today

STORED = int(os.environ.get("OHUB_BENCH_BULK", "50000"))
FIRST, HORIZON = 1_000_000_000, 2**62
STEPS = (
    "insert into worker (worker_id, batch_id) select {first} + n, 1 from generate_series(1, {count}) n",
    """
    insert into record (record_id, key, source, document, version, content, event_on, deleted)
    select {first} + n, decode(md5('r' || n), 'hex'), 'national', 'diagnosis', 1, '', date '2026-03-01', false
    from generate_series(1, {count}) n
    """,
    """
    insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, org_code,
        division_code, known_from, batch_id, row, body)
    select {first} + n, 1, 'diagnosis', date '2026-03-01', 'national', {first} + n, v.employer_id, v.org_code,
        v.division_code, now(), 1, n, v.body || jsonb_build_object('diagnosed_by_unit', md5(n::text))
    from generate_series(1, {count}) n, (select * from record_version limit 1) v
    """,
)


def against_copy() -> dict[str, Any]:
    """Wanted: at least 1/3, that is, at most three times the time of COPY."""
    with bench() as at:
        store = at.store("bulk")
        fill(store, STORED)
        client, agreement = system(store), agreed(store)
        asked = bulk.Asked(client.client_id, "", INSURANCE, agreement.agreement_id, agreement.purpose, _scope(store))
        result = pair(
            f"bulk export of {STORED:,} records with identities",
            STORED,
            lambda _: _export(store, asked),
            "COPY of the same query behind the same fence",
            lambda _: _copy(store),
        )
        store.close()
        return result


def memory() -> dict[str, Any]:
    """Wanted: under 300 MiB, however many. By itself, so that only its memory counts; `idle_mib` before it begins."""
    script = (
        "from hub.config import Settings; from hub.db import Store; from hub.pull.bulk_making import make_next\n"
        "from hub.security.actor import Actor; from tests.memory import peak_mib\n"
        "idle, store = peak_mib(), Store(Settings())\n"
        "while make_next(store, Actor('system', 'bench')): pass\n"
        "print(idle, peak_mib()); store.close()"
    )
    with bench() as at:
        store = at.store("memory")
        fill(store, STORED)
        client, agreement = system(store), agreed(store)
        asked = bulk.Asked(client.client_id, "", INSURANCE, agreement.agreement_id, agreement.purpose, _scope(store))
        with store.transaction(BENCH) as connection:
            bulk.ask(connection, asked, datetime.now(UTC))
        ran = subprocess.run(
            [sys.executable, "-c", script], env=environment(store), capture_output=True, text=True, check=True
        )
        store.close()
    idle, peak = map(float, ran.stdout.split())
    return {"name": f"memory of a bulk export of {STORED:,} records", "n": STORED, "ours_s": None, "peer": None,
            "peer_s": None, "ratio": None, "peak_mib": peak, "idle_mib": idle}  # fmt: skip


def fill(store: Store, count: int) -> None:
    """One diagnosis through intake, and copies of it: each with its own worker, and its personal part sealed for it."""
    put(store, ("a", example("diagnosis")))
    with store.transaction(BENCH) as connection:
        one = "select r.key, p.sealed from record r join vault.personal_part p using (record_id)"
        key, sealed = map(bytes, connection.execute(text(one)).one())
    personal = store.vault.open_json(sealed, b"personal" + key)
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('ohub.actor', 'system:bench', false)")
        for step in STEPS:
            connection.execute(step.format(first=FIRST, count=count))  # type: ignore[arg-type]
        keys = connection.execute("select record_id, key from record where record_id > %s", (FIRST,)).fetchall()
        with connection.cursor().copy("copy vault.personal_part (record_id, version, sealed) from stdin") as copy:
            for record, its in keys:
                copy.write_row((record, 1, store.vault.seal_json(personal, b"personal" + its)))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _scope(store: Store) -> Any:
    return of_territory(CITY, today(store), Fence.INSURANCE)


def _export(store: Store, asked: bulk.Asked) -> None:
    """From asking to the last sealed byte; the one of the turn before is taken away first."""
    now = datetime.now(UTC)
    with store.transaction(BENCH) as connection:
        for job in connection.execute(text("select job_id from bulk_job")).scalars().all():
            bulk.cancel(connection, job, now)
        job = bulk.ask(connection, asked, now)
    while make_next(store, BENCH):
        pass
    with store.transaction(BENCH) as connection:
        if sum(part.records for part in bulk.parts(connection, job.job_id)) != STORED + 1:
            raise RuntimeError("not everything was exported")


def _copy(store: Store) -> None:
    with store.transaction(Actor("client", "bench", _scope(store))) as connection:
        for place in range(len(view_named(INSURANCE).documents)):
            with cursor(connection).copy(query(view_named(INSURANCE), HORIZON, Place(place))) as copy:
                for _ in copy:
                    pass
