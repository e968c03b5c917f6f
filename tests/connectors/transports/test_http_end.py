"""Where the pages of an endpoint end: nothing that an answer holds is dropped."""

import io

import pytest

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from tests.connectors.transports.fetching import feed, pull
from tests.connectors.transports.servers import serving

JSON, XML = "application/json", "application/xml"
RECORD = b'{"id":"1","document":"termination","operation":"delete","area":"370100"}'
EMPTY, FULL = b'{"records":[]}', b'{"records":[%s]}' % RECORD


def message(*keys: str) -> bytes:
    stream = io.BytesIO()
    write(
        "examination", [(key, None) for key in keys], stream, Header(Operation.DELETE, "370102001", "370102000", "", "")
    )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("source", "kind", "body", "expected"),
    [
        ("insurance", JSON, EMPTY, 0),
        ("insurance", JSON, b"", 0),
        ("insurance", JSON, b" \n", 0),
        ("insurance", JSON, FULL, 1),
        ("insurance", JSON, b'{"records":[', 1),  # it may have been a record: whoever reads it will say so
        ("insurance", JSON, b'{"error":"later"}', 1),
        ("national", XML, message(), 0),
        ("national", XML, message("a"), 1),
        ("national", XML, b"", 0),
        ("national", XML, b"<html>later</html>", 1),
    ],
)
def test_what_comes_with_the_cursor_that_was_asked_with(source: str, kind: str, body: bytes, expected: int) -> None:
    """It is the end. Only a body with nothing in it is not read."""
    with serving(lambda handler: handler.answer(200, body, Content_Type=kind, X_Next_Cursor="7")) as server:
        assert pull(feed(server, source=source), "7") == [(body, "7")] * expected
        assert len(server.asked) == 1


def test_records_with_the_last_cursor_of_a_page() -> None:
    """The first request names no cursor, the second gets records again with the cursor it asked with."""
    with serving(lambda handler: handler.answer(200, FULL, Content_Type=JSON, X_Next_Cursor="1")) as server:
        assert pull(feed(server)) == [(FULL, "1"), (FULL, "1")]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, FULL),
        ({"X_Next_Cursor": ""}, FULL),
        ({}, b'{"records":[],"next_cursor":null}'),
        ({}, b'{"records":[],"next_cursor":""}'),
        ({}, b'{"records":[],"next_cursor":false}'),
        ({}, b'{"records":[],"next_cursor":{}}'),
        ({}, b"[]"),
        ({}, b"{"),
    ],
)
@pytest.mark.parametrize("cursor", [None, "", "7"])
def test_a_page_without_a_cursor_is_read_and_the_next_pull_asks_at_the_same_place(
    headers: dict[str, str], body: bytes, cursor: str | None
) -> None:
    query = "/pages?limit=200&cursor=7" if cursor else "/pages?limit=200"
    with serving(lambda handler: handler.answer(200, body, Content_Type=JSON, **headers)) as server:
        ((read, after),) = pull(feed(server), cursor)
        ((again, _),) = pull(feed(server), after)
    assert (read, again, after) == (body, body, cursor or "")
    assert server.asked == [query, query]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/pages?area=370100", ["/pages?area=370100&limit=200", "/pages?area=370100&limit=200&cursor=1"]),
        ("/p?a=1&a=2&x=%E7%94%B2", ["/p?a=1&a=2&x=%E7%94%B2&limit=200", "/p?a=1&a=2&x=%E7%94%B2&limit=200&cursor=1"]),
        ("/pages?cursor=9", ["/pages?limit=200", "/pages?limit=200&cursor=1"]),
        ("/pages?limit=5", ["/pages?limit=200", "/pages?limit=200&cursor=1"]),
    ],
)
def test_the_query_of_the_address_stays(path: str, expected: list[str]) -> None:
    with serving(lambda handler: handler.answer(200, EMPTY, Content_Type=JSON, X_Next_Cursor="1")) as server:
        pull(feed(server, path))
    assert server.asked == expected
