"""Tokens: wholly set or not at all, and a sentence when none is given."""

from typing import Any

import pytest
from pydantic import ValidationError

from connectors.transports import TransportError
from tests.connectors.transports.fetching import Count, feed, pull
from tests.connectors.transports.servers import Handler, serving

WHOLE = {"token_url": "http://127.0.0.1:9/token", "client_id_env": "TEST_ID", "client_secret_env": "TEST_SECRET"}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_ID", "me")
    monkeypatch.setenv("TEST_SECRET", "hush")


@pytest.mark.parametrize("left", [(), ("token_url",), ("client_id_env",), ("client_secret_env",), (*WHOLE,)[1:]])
def test_settings_of_a_token_go_together(left: tuple[str, ...]) -> None:
    given: dict[str, Any] = {name: value for name, value in WHOLE.items() if name not in left}
    with serving(lambda handler: handler.answer(404)) as server:
        if not left:
            feed(server, **given)
            feed(server)
            return
        with pytest.raises(ValidationError, match="client_secret_env go together"):
            feed(server, **given)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b'"hush"',
        b"null",
        b"{}",
        b'{"access_token":7}',
        b'{"access_token":""}',
        '{"access_token":"令牌"}'.encode(),
    ],
)
def test_an_answer_without_a_token_is_told(body: bytes) -> None:
    with serving(lambda handler: handler.answer(200, body)) as server:
        wanted = feed(server, **(WHOLE | {"token_url": f"{server.url}/token"}))
        with pytest.raises(TransportError, match="no access token was given") as refused:
            pull(wanted)
    assert "jinan：没有得到访问令牌" in refused.value.zh
    assert "hush" not in refused.value.zh + refused.value.en


def test_a_token_is_asked_for_as_agreed() -> None:
    seen: list[tuple[str | None, ...]] = []

    def behave(handler: Handler) -> None:
        names = ("Authorization", "Content-Type", "Accept-Encoding")
        seen.append((handler.path, *(handler.headers[name] for name in names)))
        if handler.path.startswith("/token"):
            handler.answer(200, b'{"access_token":"t"}')
        else:
            handler.answer(200, b"", X_Next_Cursor="1")

    with serving(behave) as server:
        pull(feed(server, **(WHOLE | {"token_url": f"{server.url}/token?area=1"})), "1", Count())
    assert [each[:3] for each in seen] == [
        ("/token?area=1", "Basic bWU6aHVzaA==", "application/x-www-form-urlencoded"),
        ("/pages?limit=200&cursor=1", "Bearer t", None),
    ]
    assert all("gzip" in str(each[3]) for each in seen)
