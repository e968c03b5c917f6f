"""The queue: tasks do their work, a killed worker's job is taken up again, the service works through jobs itself."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from procrastinate.exceptions import AlreadyEnqueued

from connectors.transports.folder import Feed as FolderFeed
from connectors.transports.http import Feed as HttpFeed
from hub.db import Store
from hub.intake.feeds import write_feeds
from hub.jobs import build
from hub.keeping.checkpoints import checkpoint_folder
from hub.security.audit.checkpoint import read_checkpoint
from hub.security.audit.entries import Access, Verb, record_access
from hub.surveillance import seeking
from hub.surveillance.analyse import ANALYSES
from tests.connectors.transports.servers import Handler, serving
from tests.faults.commands import start
from tests.hub.intake.messages import TESTER, fetch, message
from tests.hub.service import Site

NOW = int(time.time())


def defer(store: Store, task: str) -> None:
    queue = build(store)
    with queue.open(), suppress(AlreadyEnqueued):  # a worker that was there may have enqueued it by the clock
        queue.configure_task(task).defer(timestamp=NOW)


def work(store: Store) -> None:
    build(store).run_worker(wait=False, install_signal_handlers=False)


def states(store: Store, task: str) -> set[str]:
    """Of all jobs of the task: the clock may have enqueued one more."""
    query = f"select status::text from jobs.procrastinate_jobs where task_name = '{task}'"
    return {row[0] for row in fetch(store, query)}


def until(true: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def feed_folder(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "a.xml").write_bytes(message("a"))
    write_feeds(
        store.settings.home / "sources.yml", [FolderFeed(name="drop", source="national", path=folder, settled_s=0)]
    )


def test_the_pull_pulls_and_the_analysis_analyses(
    any_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one rule of each topic; what they all find of a whole province is tested in tests/spec."""
    every = seeking.rules
    monkeypatch.setattr(seeking, "rules", lambda topic: dict([*every(topic).items()][:1]))
    feed_folder(any_store, tmp_path / "drop")
    os.utime(tmp_path / "drop" / "a.xml", (NOW - 60, NOW - 60))
    for task in ("pull", "analyse"):
        defer(any_store, task)
    work(any_store)
    assert states(any_store, "pull") == states(any_store, "analyse") == {"succeeded"}
    assert fetch(any_store, "select accepted, endpoint from batch") == [(1, "drop")]
    assert {row[0] for row in fetch(any_store, "select analysis from analysis_run")} == {*ANALYSES}


@pytest.mark.parametrize("another", [False, True])
def test_a_job_of_a_killed_worker_is_taken_up(store: Store, another: bool) -> None:
    asked = []

    def hang(handler: Handler) -> None:
        asked.append(handler.path)
        time.sleep(60)

    with serving(hang) as server:
        url = f"{server.url}/pages"
        feed = HttpFeed.model_validate({"name": "slow", "source": "national", "url": url, "timeout_s": 55})
        write_feeds(store.settings.home / "sources.yml", [feed])
        defer(store, "pull")
        process = start(store, "worker")
        until(lambda: bool(asked))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert "doing" in states(store, "pull")
        fetch(store, "update jobs.procrastinate_workers set last_heartbeat = now() - interval '1 hour' returning id")
        write_feeds(store.settings.home / "sources.yml", [])
        if another:
            defer(store, "pull")
        defer(store, "take_up")
        work(store)
    assert states(store, "pull") - {"failed"} == {"succeeded"}  # failed: another did its work, or the clock's did


@pytest.mark.parametrize(("with_worker", "state"), [(True, "succeeded"), (False, "todo")])
def test_the_service_works_through_jobs_where_nobody_else_does(store: Store, with_worker: bool, state: str) -> None:
    defer(store, "pull")
    with Site(store, with_worker=with_worker):
        if with_worker:
            until(lambda: states(store, "pull") == {state})
        time.sleep(0.2)
        assert states(store, "pull") == {state}


def test_the_audit_is_chained_and_its_end_signed(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        record_access(connection, store.keys, TESTER, Access(Verb.CHANGE))
    for task in ("chain", "checkpoint"):
        defer(store, task)
    work(store)
    assert fetch(store, "select number from audit_link") == [(1,)]
    (path,) = checkpoint_folder(store).glob("*.json")
    assert read_checkpoint(store.keys, path.read_text(encoding="utf-8")).number == 1


def test_what_was_done_days_ago_is_cleared_away(store: Store) -> None:
    defer(store, "pull")
    work(store)
    fetch(
        store,
        "insert into sign_in_attempt values ('login', '\\x00', 1, now() - interval '5 days', now()) returning scope",
    )
    pulls = "select id from jobs.procrastinate_jobs where task_name = 'pull'"
    done = fetch(store, pulls)
    fetch(store, "update jobs.procrastinate_events set at = now() - interval '5 days' returning id")
    defer(store, "clear")
    work(store)
    assert done
    assert not {*done} & {*fetch(store, pulls)}  # the hour may have brought another one meanwhile
    assert fetch(store, "select * from sign_in_attempt") == []
