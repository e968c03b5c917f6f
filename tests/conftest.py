"""A real PostgreSQL for every test: embedded, and on a system server too where one is installed."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.db import Store
from hub.embedded import EmbeddedServer
from tests.databases import SYSTEM_SERVERS, Template, as_postgres, drop, hurry, quick_folder, start_system
from tests.demonstration import Demonstration
from tests.slowest import SLOWEST


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first: what is begun last is short, and no process waits long for another.

    What was collected lives to the end: the garbage collector need not look through it again and again.
    """
    place = {name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A migrated template database on an embedded server."""
    with quick_folder(tmp_path_factory.mktemp("home")) as home:
        server = EmbeddedServer(home)
        hurry(server.url())
        yield Template.make(server.url(), home)
        server.leave()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The same on a server of the operating system."""
    with quick_folder(tmp_path_factory.mktemp("system")) as home:
        port = start_system(home)
        url = f"postgresql://postgres@/postgres?host={home}&port={port}"
        hurry(url)
        yield Template.make(url, home)
        as_postgres(home, "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def demonstration(embedded: Template, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration province, of which each module takes a copy."""
    return Demonstration.make(embedded, tmp_path_factory.mktemp("demonstration"))


@pytest.fixture
def store(embedded: Template, tmp_path: Path) -> Iterator[Store]:
    """A store of its own for one test, empty."""
    with_store = embedded.copy(tmp_path)
    yield with_store
    drop(with_store)


@pytest.fixture(params=["embedded", *(["system"] if SYSTEM_SERVERS else [])])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store on the embedded server, then one on the operating system's where it has one."""
    with_store = request.getfixturevalue(request.param).copy(tmp_path)
    yield with_store
    drop(with_store)


@pytest.fixture
def new_store(embedded: Template, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes further empty stores with the same keys, for tests that compare two."""
    made: list[Store] = []

    def make() -> Store:
        made.append(embedded.copy(tmp_path))
        return made[-1]

    yield make
    for each in made:
        drop(each)
