"""Writers and a reader over HTTP, all at once: nothing is lost, nothing comes twice, every day reconciles.

OHUB_LONG_TEST=1 makes it fifty writers for five minutes.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Lock
from typing import Any

import httpx
import pytest

from hub.db import Store
from hub.pull.feed import Event
from hub.security.actor import Actor
from hub.security.clients.clients import Client
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pull.following import Receiver, Writer, persons
from tests.hub.pull.test_overlap import STANDING, held, told_in_order, told_persons
from tests.hub.routers.pulling import STATUS, agreed, system, token
from tests.hub.service import Site

LONG = bool(os.environ.get("OHUB_LONG_TEST"))
WRITERS, SECONDS, STORES, LIMIT = (50, 300, 7, 1000) if LONG else (8, 20, 1, 100)
AT = f"/api/v1/pull/{STATUS}"


class Asker(Receiver):
    """A receiver that knows the hub by its address alone, and gets another token when the old one has run out."""

    def __init__(self, url: str, store: Store, client: Client) -> None:
        super().__init__()
        self._http = httpx.Client(base_url=url, timeout=60)
        self._store, self._client = store, client
        self.pages = 0

    def ask(self, path: str, /, **params: Any) -> Any:
        answer = self._http.get(path, params={name: value for name, value in params.items() if value})
        if answer.status_code == 401:
            self._http.headers["Authorization"] = f"Bearer {token(self._store, self._client)}"
            return self.ask(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, store: Store, limit: int = 1000, actor: Actor = TESTER) -> bool:
        page = self.ask(AT, after=self.cursor, limit=limit)
        for told in page["events"]:
            known = told.get("known_from")
            self.take(Event(**told | {"known_from": known and datetime.fromisoformat(known)}))
        self.cursor, self.pages = page["next"], self.pages + 1
        return bool(page["at_end"])

    def close(self) -> None:
        self._http.close()


@pytest.mark.timeout(300 + 3 * SECONDS)
def test_writers_and_a_reader_over_http(store: Store) -> None:
    persons(store)
    client = system(store)
    agreed(store, STATUS)
    known: list[int] = []
    lock, others = Lock(), [Store(store.settings) for _ in range(STORES)]
    with Site(store) as site, ThreadPoolExecutor(WRITERS) as pool:
        asker, until = Asker(site.url, store, client), time.monotonic() + SECONDS
        writers = [pool.submit(Writer(others[n % STORES], known, lock, n).write, until) for n in range(WRITERS)]
        while time.monotonic() < until:
            asker.read(store, limit=LIMIT)
        done = [writer.result() for writer in writers]
        live = sum(asker.told.values())
        asker.drain(store)
        check(store, asker)
        asker.close()
    for other in others:
        other.close()
    committed, undone = sum(writer.committed for writer in done), sum(writer.undone for writer in done)
    print(f"{WRITERS} writers, {SECONDS} s: {committed} committed, {undone} undone, {asker.pages} pages, "
          f"{sum(asker.told.values())} events ({live} while writing), {len(asker.held)} records")  # fmt: skip
    assert committed > 20 * SECONDS
    assert undone > 2 * SECONDS
    assert live > 10 * SECONDS


def check(store: Store, asker: Asker) -> None:
    """The reader holds what stands, was told each event once and in order, and proves it for every day."""
    assert held(asker) == set(fetch(store, STANDING))
    assert set(asker.told.values()) == {1}
    told_in_order(asker)
    told_persons(store, asker)
    found = asker.ask(f"{AT}/days", at=asker.cursor)["days"]
    assert found == [day.isoformat() for day in asker.days(store)]
    assert len(found) >= 4
    for day in found:
        tally = asker.ask(f"{AT}/reconcile", day=day, at=asker.cursor)
        assert (tally["records"], tally["sha256"]) == asker.tally(store, date.fromisoformat(day))[1:]
