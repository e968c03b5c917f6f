"""`kill -9` at any moment of a pull, then again: the store is the one of an undisturbed pull."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.db import Store
from hub.intake.feeds import write_feeds
from hub.partners import start_partners
from hub.province.generating import generate
from tests.digest import digest
from tests.faults.commands import kill_again_and_again, run

KILLS = 20
WORKERS = 60


def test_a_pull_killed_at_any_moment(
    new_store: Callable[[], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(WORKERS, 6, tmp_path / "province")
    with start_partners(tmp_path / "province", seed=4, faults=0.05) as feeds:
        path = tmp_path / "sources.yml"
        write_feeds(path, feeds)
        monkeypatch.setenv("OHUB_SOURCES_FILE", str(path))
        calm = new_store()
        whole = run(calm, "pull")
        stores = kill_again_and_again(new_store, KILLS, whole, "pull")
    assert [digest(store) for store in stores] == [digest(calm)] * len(stores)
