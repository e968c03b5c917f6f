"""Fetches pages from a test's own HTTP partner."""

from dataclasses import dataclass
from typing import Any

from connectors.transports.http import Feed
from tests.connectors.transports.servers import Server


@dataclass
class Count:
    retries: int = 0


def feed(server: Server, path: str = "/pages", **settings: Any) -> Feed:
    given = {"name": "jinan", "source": "insurance", "url": f"{server.url}{path}", "requests_per_second": 1000}
    return Feed.model_validate(given | settings)


def pull(wanted: Feed, cursor: str | None = None, count: Count | None = None) -> list[tuple[bytes, str]]:
    return [(page.payload.read(), page.cursor) for page in wanted.pages(cursor, count or Count())]
