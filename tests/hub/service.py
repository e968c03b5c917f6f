"""The service over a store with real batches and findings, for the tests of API and pages."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

import httpx
import uvicorn
from fastapi import FastAPI

from hub.db import Store
from hub.main import create_app
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.sessions import csrf_secret, start
from hub.security.accounts.users import LoginError, NewUser, add_user, find_user
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, bring, message

PASSWORD = "seven grey herons over the reeds"
BAD_ROWS = 60
PERSONAL = ("测试甲", "370102198003071217", "13900000000", "填表人")

FINDINGS = """
insert into finding (analysis, rule, subject, period, employer_id, division_code, due_on, evidence, raised_on, seen_on)
select 'gaps', 'G03', 'p' || n, '2026', 1, '370102', date '2026-01-01' + n, jsonb_build_object('records', '[1]'::jsonb,
    'title_zh', '用人单位未申请', 'title_en', 'No application', 'basis', '["工伤保险条例 第十七条"]'::jsonb,
    'must_act', 'employer', 'verified', true, 'days_late', n), date '2026-02-01', date '2026-02-01'
from generate_series(1, 70) n;
insert into finding (analysis, rule, subject, period, employer_id, division_code, evidence, raised_on, seen_on)
select 'clusters', 'C01', '1/3008', 'P24M', 1, '370102', jsonb_build_object('hazard', '3008', 'title_zh', '聚集',
    'title_en', 'Cluster', 'observed', 9, 'expected', 1.5, 'ratio', 6.0, 'low', 2.74, 'high', 11.4, 'p', 0.00002,
    'q', 0.001, 'window_from', '2024-11-24', 'window_to', '2026-11-24'), date '2026-02-01', date '2026-02-01';
insert into analysis_run (analysis, as_of, engine, started_at, seconds, rows_read, findings)
values ('gaps', date '2026-02-01', 'duckdb', now(), 1, 1, 70);
"""


def fill(store: Store) -> int:
    """One good batch, and one with many rows that are held or noted. Returns the number of the second."""
    bring(store, message("a", "b"))
    bad = message(*(f"x{n}" for n in range(BAD_ROWS))).replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09")
    outcome = bring(store, bad)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(FINDINGS)
    return outcome.batch_id


class Site:
    """A store served by uvicorn in a thread, on any free port: `url`."""

    def __init__(
        self, store: Store, batch: int = 0, extra: Callable[[FastAPI], None] = lambda _: None, **how: bool
    ) -> None:
        self.batch = batch
        app = create_app(store, **how)
        extra(app)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> "Site":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


def signed_in(store: Store, role: Role = Role.CASE_REGULATOR, organisation: str = "bureau:370000") -> str:
    """The token of a complete session of somebody with that role, made for the test."""
    kind, key = organisation.split(":")
    login = f"{role.replace('_', '-')}.{key[-6:].lower()}"
    now, vault = datetime.now(UTC), store.vault
    with store.transaction(TESTER) as connection:
        with suppress(LoginError):
            new = NewUser(
                login, login, role, Organisation(kind, key), key if kind == "bureau" else None, date(2026, 1, 1)
            )
            add_user(connection, vault, TESTER, new, PASSWORD, now)
        user = find_user(connection, login)
        return start(connection, user.user_id, now, second_factor=True)


@contextmanager
def client(
    store: Store, role: Role | None = Role.CASE_REGULATOR, organisation: str = "bureau:370000"
) -> Iterator[httpx.Client]:
    """Asks the service over a store, as somebody with that role; as nobody for None."""
    with Site(store) as site, httpx.Client(base_url=site.url, timeout=30) as asking:
        if role:
            token = signed_in(store, role, organisation)
            asking.cookies.set("ohub", token)
            asking.headers["X-CSRF-Token"] = csrf_secret(token)
        yield asking
