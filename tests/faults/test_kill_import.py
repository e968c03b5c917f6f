"""`kill -9` at any moment of an import, then again: the store is the one of an undisturbed run."""

from collections.abc import Callable
from pathlib import Path

from hub.db import Store
from tests.benchmarks.documents import write_examinations
from tests.digest import digest
from tests.faults.commands import kill_again_and_again, kill_at, moments, run

KILLS = 20
RECORDS = 600


def test_an_import_killed_at_any_moment(new_store: Callable[[], Store], tmp_path: Path) -> None:
    files = [write_examinations(tmp_path / f"{n}.xml", RECORDS // 2, n * RECORDS) for n in range(2)]
    spoilt = tmp_path / "spoilt.xml"
    spoilt.write_bytes(files[1].read_bytes().replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09", 50)[:-400_000])
    command = ("import", str(files[0]), str(spoilt), "--source", "national")
    calm = new_store()
    whole = run(calm, *command)
    stores = kill_again_and_again(new_store, KILLS, whole, *command)
    assert [digest(store) for store in stores] == [digest(calm)] * len(stores)


def test_an_import_killed_while_it_stores(new_store: Callable[[], Store], tmp_path: Path) -> None:
    """Most of a short command is its start; here every kill lands between the first byte kept and the last commit."""
    path = write_examinations(tmp_path / "one.xml", RECORDS, 0)
    command = ("import", str(path), "--source", "national")
    calm = new_store()
    whole = run(calm, *command)
    for moment in moments(5, whole / 2, seed=2):
        killed = new_store()
        kill_at(killed, whole / 2 + moment, *command)
        run(killed, *command)
        assert digest(killed) == digest(calm)
