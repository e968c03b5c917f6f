"""What goes wrong with one endpoint keeps no other from being pulled, and is told where it went wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from connectors.transports import Counting, FeedBase, Page
from connectors.transports.folder import Feed as FolderFeed
from hub.cli.pull import pull_feeds
from hub.db import Store
from hub.intake.feeds import write_feeds
from hub.jobs.tasks import pull_all
from tests.hub.intake.messages import fetch, message


class Broken(FolderFeed):
    """Gives one page and then fails as nobody foresaw."""

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:
        yield from super().pages(cursor, count)
        raise ZeroDivisionError("示例甲 370102198003071217")


def feeds(folder: Path, first: Callable[..., FeedBase]) -> list[FeedBase]:
    """The first of two feeds is in trouble."""
    made = []
    for name, kind in (("one", first), ("two", FolderFeed)):
        (folder / name).mkdir()
        (folder / name / "1.xml").write_bytes(message(name))
        made.append(kind(name=name, source="national", path=folder / name, settled_s=0))
    return made


def accepted(store: Store) -> list[tuple[Any, ...]]:
    return list(fetch(store, "select endpoint, accepted from batch order by 1"))


def test_an_error_that_nobody_foresaw(store: Store, tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        one, two = pull_feeds(store, feeds(tmp_path, Broken))
    assert (one["pages"], one["accepted"], two["accepted"], two["problem"]) == (1, 1, 1, None)
    assert "one：系统内部出错（ZeroDivisionError）" in one["problem"]["zh"]
    assert "one: something went wrong inside (ZeroDivisionError)" in one["problem"]["en"]
    (logged,) = [each for each in logs if each["log_level"] == "error"]
    assert (logged["event"], logged["endpoint"], logged["kind"]) == ("pull_failed", "one", "ZeroDivisionError")
    assert logged["file"] == __file__
    assert "示例甲" not in str(logs) + str(one)
    assert accepted(store) == [("one", 1), ("two", 1)]


@pytest.mark.parametrize("trouble", ["gone", "busy", "cursor"])
def test_the_job_goes_on_too(store: Store, tmp_path: Path, trouble: str) -> None:
    made = feeds(tmp_path, FolderFeed)
    write_feeds(store.settings.home / "sources.yml", made)
    if trouble == "gone":
        (tmp_path / "one" / "1.xml").unlink()
        (tmp_path / "one").rmdir()
    if trouble == "cursor":  # one that no pull has left there
        fetch(store, "insert into pull_cursor values ('national', 'one', '[', 1, now()) returning 1")
    with store.engine.connect() as other, structlog.testing.capture_logs() as logs:
        if trouble == "busy":
            other.exec_driver_sql("select pg_advisory_lock(hashtextextended('pull:one', 0))")
        pull_all(store)
    problems = [each["problem"] for each in logs if each["event"] == "pulled"]
    assert [bool(problem) for problem in problems] == [True, False]
    assert problems[0]["zh"].startswith("one")
    assert accepted(store) == [("two", 1)]
