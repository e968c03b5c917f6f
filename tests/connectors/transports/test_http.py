"""Paging over HTTP against a real server that fails in every way a partner can."""

from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.transports import TransportError
from connectors.transports.http import Feed
from tests.connectors.transports.fetching import Count, feed, pull
from tests.connectors.transports.servers import Handler, serving

LAST = 3


def give(handler: Handler) -> None:
    """Pages 1 to LAST as JSON, then none."""
    taken = int(parse_qs(urlsplit(handler.path).query).get("cursor", ["0"])[0])
    after = min(taken + 1, LAST)
    records = "[1]" if taken < LAST else "[]"
    body = f'{{"records":{records},"next_cursor":"{after}","page":{taken}}}'
    handler.answer(200, body.encode(), Content_Type="application/json")


def test_pages_come_in_order_and_end() -> None:
    with serving(give) as server:
        pages = pull(feed(server))
    assert [cursor for _, cursor in pages] == ["1", "2", "3"]
    assert [b'"page":0' in pages[0][0], b'"page":2' in pages[2][0]] == [True, True]


def test_a_pull_goes_on_from_its_cursor() -> None:
    with serving(give) as server:
        assert [cursor for _, cursor in pull(feed(server), "2")] == ["3"]
        assert pull(feed(server), "3") == []


def test_other_bodies_name_the_cursor_in_a_header() -> None:
    def xml(handler: Handler) -> None:
        more = "cursor=" not in handler.path
        handler.answer(200, b"<a/>" if more else b"", Content_Type="application/xml", X_Next_Cursor="1")

    with serving(xml) as server:
        assert pull(feed(server)) == [(b"<a/>", "1")]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_refusals_are_tried_again(status: int) -> None:
    def behave(handler: Handler) -> None:
        if len(server.asked) in (1, 3):
            handler.answer(status, Retry_After="0")
        else:
            give(handler)

    with serving(behave) as server:
        count = Count()
        assert len(pull(feed(server), count=count)) == LAST
    assert count.retries == 2


def test_a_lost_connection_and_a_cut_answer_are_tried_again() -> None:
    def behave(handler: Handler) -> None:
        if len(server.asked) == 1:
            handler.close_connection = True
        elif len(server.asked) == 2:
            handler.answer(200, b'{"records":[', claimed=5000, Content_Type="application/json")
        else:
            give(handler)

    with serving(behave) as server:
        assert len(pull(feed(server))) == LAST


def test_tokens_are_fetched_and_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_ID", "me")
    monkeypatch.setenv("TEST_SECRET", "hush")
    seen: list[str | None] = []

    def behave(handler: Handler) -> None:
        if handler.path == "/token":
            handler.answer(200, b'{"access_token":"t%d"}' % len(server.asked), Content_Type="application/json")
            return
        seen.append(handler.headers["Authorization"])
        if len(seen) == 2:
            handler.answer(401)
        else:
            give(handler)

    with serving(behave) as server:
        credentials = {"client_id_env": "TEST_ID", "client_secret_env": "TEST_SECRET"}
        assert len(pull(feed(server, token_url=f"{server.url}/token", **credentials))) == LAST
    assert len(set(seen)) == 2


@pytest.mark.parametrize(
    ("status", "zh"), [(403, "403"), (404, "404"), (500, "500")]
)  # fmt: skip
def test_lasting_refusals_end_with_a_sentence_without_secrets(status: int, zh: str) -> None:
    with serving(lambda handler: handler.answer(status)) as server, pytest.raises(TransportError) as refused:
        pull(feed(server), "secret-cursor")
    assert zh in refused.value.zh
    assert "secret-cursor" not in refused.value.zh + refused.value.en
    assert "127.0.0.1" not in refused.value.zh + refused.value.en


def test_a_page_too_large_is_refused() -> None:
    with serving(lambda handler: handler.answer(200, b"x" * 5000)) as server, pytest.raises(TransportError):
        pull(feed(server, largest_page=4096))


def test_nobody_there() -> None:
    with serving(give) as server:
        gone = feed(server)
    with pytest.raises(TransportError):
        pull(gone)


def test_a_secret_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_ID", raising=False)
    with serving(give) as server, pytest.raises(TransportError, match="TEST_ID"):
        pull(feed(server, token_url=f"{server.url}/t", client_id_env="TEST_ID", client_secret_env="TEST_ID"))


def test_requests_keep_the_pace() -> None:
    with serving(give) as server:
        import time

        begun = time.perf_counter()
        pull(Feed(name="slow", source="insurance", url=f"{server.url}/p", requests_per_second=20))
        assert time.perf_counter() - begun >= LAST / 20
