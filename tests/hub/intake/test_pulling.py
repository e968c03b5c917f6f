"""Pulling a generated province from its partner systems, with all their faults."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.transports import FeedBase
from connectors.transports.folder import Feed as FolderFeed
from hub.db import Store
from hub.intake.pulling import Pulled, pull
from hub.partners import start_partners
from hub.province.generating import generate
from tests.connectors.transports.fetching import Count
from tests.digest import digest
from tests.hub.intake.messages import TESTER, codes, fetch, message

WORKERS = 60


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    generate(WORKERS, 5, folder)
    return folder


@pytest.fixture
def feeds(province: Path) -> Iterator[list[FeedBase]]:
    with start_partners(province, seed=3, faults=0.2) as found:
        yield found


def pull_all(store: Store, feeds: list[FeedBase]) -> list[Pulled]:
    return [pull(store, feed, TESTER) for feed in feeds]


def files_of(province: Path, folder: str) -> int:
    return sum(path.is_file() for path in (province / folder).rglob("*"))


def test_everything_arrives_once_whatever_fails(store: Store, feeds: list[FeedBase], province: Path) -> None:
    first = pull_all(store, feeds)
    assert [each.problem for each in first if each.problem] == []
    assert sum(each.retries for each in first) > 0, "no fault was injected"
    assert sum(each.pages for each in first) == sum(
        files_of(province, name) for name in ("national", "insurance", "shandong")
    )
    assert sum(each.received for each in first) == sum(
        each.accepted + each.held + each.rejected + each.duplicates for each in first
    )
    before = digest(store)
    again = pull_all(store, feeds)
    assert sum(each.received for each in again) == 0
    assert digest(store) == before


def test_two_undisturbed_pulls_are_alike(new_store: Callable[[], Store], feeds: list[FeedBase]) -> None:
    one, two = new_store(), new_store()
    for store in (one, two):
        pull_all(store, feeds[:4])
    assert digest(one) == digest(two)


def folder_feed(folder: Path) -> FolderFeed:
    return FolderFeed(name="f", source="national", path=folder, settled_s=0)


def test_a_page_that_cannot_be_read_stops_the_endpoint_and_is_kept(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "1.xml", message("a"), 100)
    put(tmp_path, "2.xml", message("b")[:-200], 200)
    put(tmp_path, "3.xml", message("c"), 300)
    pulled = pull(store, folder_feed(tmp_path), TESTER)
    assert (pulled.accepted, left(tmp_path, pulled)) == (1, ["2.xml", "3.xml"])
    assert pulled.problem["zh"].startswith("f：")
    assert fetch(store, "select state, failure from batch order by batch_id") == [
        ("interpreted", None),
        ("failed", "file_truncated"),
    ]
    assert fetch(store, "select count(*) from payload_chunk") == [(2,)]
    put(tmp_path, "2.xml", message("b"), 200)  # the partner mends it
    mended = pull(store, folder_feed(tmp_path), TESTER)
    assert (mended.accepted, mended.problem) == (2, {})


def test_what_was_kept_before_a_crash_is_interpreted_first(store: Store, tmp_path: Path) -> None:
    from hub.intake.receive import PulledFrom, receive

    put(tmp_path, "1.xml", message("a"), 100)
    (page,) = folder_feed(tmp_path).pages(None, Count())
    with (tmp_path / "1.xml").open("rb") as stream:
        receive(store, "national", stream, TESTER, pulled=PulledFrom("f", page.cursor))
    pulled = pull(store, folder_feed(tmp_path), TESTER)
    assert (pulled.accepted, pulled.pages, pulled.cursor) == (1, 1, page.cursor)


def test_bytes_that_came_another_way_only_move_the_cursor(store: Store, tmp_path: Path) -> None:
    from tests.hub.intake.messages import bring

    assert codes(store, bring(store, message("a"))) == []
    put(tmp_path, "1.xml", message("a"), 100)
    pulled = pull(store, folder_feed(tmp_path), TESTER)
    assert (pulled.received, left(tmp_path, pulled)) == (0, [])


def test_a_file_renamed_late_is_not_passed_over(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "1.xml.part", message("a"), 100)
    put(tmp_path, "2.xml", message("b"), 200)
    assert pull(store, folder_feed(tmp_path), TESTER).accepted == 1
    (tmp_path / "1.xml.part").rename(tmp_path / "1.xml")
    assert pull(store, folder_feed(tmp_path), TESTER).accepted == 1


def test_the_cursor_of_an_earlier_form_has_files_read_once_more(store: Store, tmp_path: Path) -> None:
    """What lay behind it was passed over: it is taken now, and what was taken is known by its bytes."""
    put(tmp_path, "1.xml", message("a"), 100)
    pull(store, folder_feed(tmp_path), TESTER)
    fetch(store, """update pull_cursor set cursor = '[100, "1.xml"]' returning 1""")
    put(tmp_path, "0.xml", message("b"), 90)
    again = pull(store, folder_feed(tmp_path), TESTER)
    assert (again.accepted, again.received, left(tmp_path, again)) == (1, 1, [])


def test_an_endpoint_is_pulled_by_one_at_a_time(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "1.xml", message("a"), 100)
    feed, busy = folder_feed(tmp_path), []
    assert pull(store, feed, TESTER, lambda _: busy.append(pull(store, feed, TESTER))).accepted == 1
    assert [(each.pages, each.problem["zh"]) for each in busy] == [(0, "f 正在由另一个进程采集；请等它结束。")]


def test_a_summary_is_json(store: Store, tmp_path: Path) -> None:
    told = pull(store, folder_feed(tmp_path), TESTER).as_json()
    assert set(told) == {field.name for field in dataclasses.fields(Pulled)}
    assert told["problem"] is None


def test_a_long_cursor_is_shown_shortened(store: Store, tmp_path: Path) -> None:
    for day in range(9):
        put(tmp_path, f"{day}.xml", message(f"k{day}"), 86400 * day)
    pulled = pull(store, folder_feed(tmp_path), TESTER)
    assert pulled.cursor is not None
    assert pulled.as_json()["cursor"] == pulled.cursor[:100] + "…"


def left(folder: Path, pulled: Pulled) -> list[str]:
    """The files that are still new after a pull."""
    return [Path(page.payload.name).name for page in folder_feed(folder).pages(pulled.cursor, Count())]


def put(folder: Path, name: str, content: bytes, changed_at: int) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (changed_at, changed_at))
