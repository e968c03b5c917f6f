"""The partners of a province serve each of its files once, through faults and refusals; and leave nothing behind."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from connectors.registry import sources
from connectors.transports import FeedBase
from connectors.transports.http import Feed as HttpFeed
from hub.partners import CLIENT_ID, CLIENT_SECRET, start_partners
from hub.province.generating import generate


@dataclass
class Count:
    retries: int = 0


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    generate(150, 5, folder)
    return folder


@pytest.fixture(scope="module")
def feeds(province: Path) -> Iterator[list[FeedBase]]:
    with start_partners(province, faults=0.0) as found:
        yield found


def http(feeds: list[FeedBase], source: str) -> list[HttpFeed]:
    return [feed for feed in feeds if isinstance(feed, HttpFeed) and feed.source == source]


def files(province: Path, feed: HttpFeed) -> list[bytes]:
    folder = province / feed.source / feed.name.removeprefix(f"{feed.source}-")
    return [path.read_bytes() for path in sorted(folder.glob("*.xml" if feed.source == "national" else "*.json"))]


def bearer(feed: HttpFeed) -> dict[str, str]:
    answer = httpx.post(str(feed.token_url), auth=(os.environ[CLIENT_ID], os.environ[CLIENT_SECRET]))
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_every_file_is_behind_one_feed(province: Path, feeds: list[FeedBase]) -> None:
    served = sum(1 for feed in feeds for _ in feed.pages(None, Count()))
    made = [path for source in ("national", "insurance", "shandong") for path in (province / source).rglob("*.*")]
    assert served == len(made)
    assert http(feeds, "national")
    assert http(feeds, "insurance")


@pytest.mark.parametrize("source", ["national", "insurance"])
def test_pages_are_the_files_and_a_cursor_goes_on(province: Path, feeds: list[FeedBase], source: str) -> None:
    feed = http(feeds, source)[0]
    pages = [(page.payload.read(), page.cursor) for page in feed.pages(None, Count())]
    assert [body for body, _ in pages] == files(province, feed)
    assert [page.payload.read() for page in feed.pages(pages[0][1], Count())] == [body for body, _ in pages[1:]]
    assert list(feed.pages(pages[-1][1], Count())) == []


@pytest.mark.parametrize("source", ["national", "insurance"])
def test_the_end_is_a_page_without_a_record(feeds: list[FeedBase], source: str) -> None:
    feed = http(feeds, source)[0]
    *_, last = feed.pages(None, Count())
    answer = httpx.get(str(feed.url), params={"cursor": last.cursor}, headers=bearer(feed))
    assert answer.headers["X-Next-Cursor"] == last.cursor
    assert answer.content
    assert list(sources()[source].parse(io.BytesIO(answer.content))) == []


def test_faults_cost_tries_and_no_page(province: Path) -> None:
    count, served = Count(), 0
    with start_partners(province, seed=3, faults=0.25) as found:
        for feed in http(found, "national"):
            bodies = [page.payload.read() for page in feed.pages(None, count)]
            assert bodies == files(province, feed)
            served += len(bodies)
    assert served > 10
    assert count.retries > 0


def test_no_page_without_a_token_and_no_token_without_the_secret(feeds: list[FeedBase]) -> None:
    feed = http(feeds, "national")[0]
    assert httpx.get(str(feed.url)).status_code == 401
    assert httpx.get(str(feed.url), headers={"Authorization": "Bearer none"}).status_code == 401
    assert httpx.post(str(feed.token_url), auth=("ohub", "wrong")).status_code == 401


def test_a_token_runs_out_and_a_new_one_goes_on(feeds: list[FeedBase]) -> None:
    feed = http(feeds, "insurance")[0]
    headers = bearer(feed)
    statuses = [httpx.get(str(feed.url), headers=headers).status_code for _ in range(26)]
    assert set(statuses[:25]) == {200}
    assert statuses[25] == 401
    assert httpx.get(str(feed.url), headers=bearer(feed)).status_code == 200


def test_nothing_answers_once_the_block_is_left(province: Path) -> None:
    with start_partners(province, faults=0.0) as found:
        url = str(http(found, "national")[0].url)
        assert httpx.get(url).status_code == 401
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
