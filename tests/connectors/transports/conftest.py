"""What tests of transports need."""

from collections.abc import Iterator

import psycopg
import pytest
import stamina

from hub.db import Store
from tests.connectors.transports.views import VIEW, Bureau


@pytest.fixture(autouse=True)
def _without_waiting() -> Iterator[None]:
    """Retries as many as asked for, without the pauses between them."""
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.fixture
def url(store: Store) -> str:
    """The address of a bureau's database."""
    return store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def bureau(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """A connection to it; what a feed reads there is named by TEST_BUREAU."""
    monkeypatch.setenv("TEST_BUREAU", store.owner_url.render_as_string(hide_password=False))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(VIEW)
        yield connection
