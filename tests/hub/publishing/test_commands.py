"""The commands as they are typed: statistics publish, statistics list."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.errors import HubError
from tests.hub.publishing.filling import examined, persons


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Commands work on the test's store."""
    monkeypatch.setenv("OHUB_DATA_DIR", str(store.settings.data_dir))
    monkeypatch.setenv("OHUB_DATABASE_URL", store.owner_url.render_as_string(hide_password=False))
    monkeypatch.setenv("OHUB_APP_DATABASE_URL", store.app_url.render_as_string(hide_password=False))
    settings.cache_clear()
    yield store
    settings.cache_clear()


def run(*words: str) -> str:
    result = CliRunner().invoke(build(), ["statistics", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_publish_twice_then_list(typed: Store) -> None:
    persons(typed, 30, "2026-08-03", "370102", examined())
    first, again = (json.loads(run("publish", "2026-08", "--json")) for _ in range(2))
    assert (first["month"], first["fresh"], again["fresh"]) == ("2026-08", True, False)
    assert first | {"fresh": False} == again
    (listed,) = json.loads(run("list", "--json"))
    assert (listed["month"], listed["threshold"]) == ("2026-08", 5)
    assert "2026-08" in run("list")


@pytest.mark.parametrize("month", ["2026-8", "August", "2099-12"])
def test_what_cannot_be_published_is_refused_with_a_sentence(typed: Store, month: str) -> None:
    with pytest.raises(HubError, match="请"):
        run("publish", month)
