"""A view in a real PostgreSQL, read by keyset."""

import io
import json
from typing import Any

import psycopg
import pytest

from connectors.sources.insurance.parser import parse
from connectors.transports import Page, TransportError
from connectors.transports.database import Feed
from tests.connectors.transports.fetching import Count
from tests.connectors.transports.views import Bureau, add, feed, keys


def test_rows_come_once_and_in_order(bureau: Bureau) -> None:
    for number, second in ((1, 5), (2, 5), (3, 5), (4, 1), (5, 9)):
        add(bureau, number, second)
    pages = list(feed().pages(None, Count()))
    rows = [json.loads(line) for page in pages for line in page.payload.read().splitlines()]
    assert [row["id"] for row in rows] == ["4", "1", "2", "3", "5"]
    assert list(feed().pages(pages[-1].cursor, Count())) == []
    add(bureau, 6, 10)
    (page,) = feed().pages(pages[-1].cursor, Count())
    assert json.loads(page.payload.read())["id"] == "6"


def test_the_source_reads_what_the_view_gives(bureau: Bureau) -> None:
    add(bureau, 1, 1)
    (page,) = feed().pages(None, Count())
    (row,) = parse(io.BytesIO(page.payload.read()))
    assert (row.document, row.key, row.sender, row.issues) == ("benefit", "1", "370100", [])
    assert str(row.fields["amount"]) == "1000.50"


def test_a_cursor_of_old_goes_on(bureau: Bureau) -> None:
    for number in (1, 2, 3):
        add(bureau, number, 5)
    (page,) = feed().pages('["2026-01-01T00:00:05+00:00",2]', Count())
    assert json.loads(page.payload.read())["id"] == "3"


@pytest.mark.parametrize(
    ("kind", "zone"), [("timestamptz", "America/New_York"), ("timestamp", "Asia/Shanghai"), ("timestamp", "UTC")]
)
def test_what_is_committed_late_still_comes(bureau: Bureau, url: str, kind: str, zone: str) -> None:
    """Two write rows; whoever wrote the earlier one commits it last."""
    bureau.execute(f"alter database {bureau.info.dbname} set timezone = '{zone}'")
    with psycopg.connect(url, autocommit=True) as late, psycopg.connect(url) as early:
        late.execute(f"create table bureau.young (id text, changed_at {kind}, document text)")
        write = "insert into bureau.young values (%s, now() - make_interval(secs => %s), 'benefit')"
        early.execute(write, ("b", 40))
        for key, age in (("a", 90), ("c", 30), ("d", 1)):
            late.execute(write, (key, age))
        (page,) = young().pages(None, Count())
        assert keys([page]) == ["a"]
        early.commit()
    assert keys(young().pages(page.cursor, Count())) == []
    assert keys(young(margin_s=20).pages(page.cursor, Count())) == ["b", "c"]
    assert keys(young(margin_s=0).pages(page.cursor, Count())) == ["b", "c", "d"]


def young(**changes: Any) -> Feed:
    return feed(view="young", columns=("document",), **changes)


@pytest.mark.parametrize("column", ["changed_at", "id"])
def test_rows_without_a_place_are_told_after_the_others(bureau: Bureau, column: str) -> None:
    bureau.execute("create table bureau.placeless (id int, changed_at timestamptz, document text)")
    bureau.execute("insert into bureau.placeless select n, '2026-01-01', 'benefit' from generate_series(1, 3) n")
    bureau.execute(f"update bureau.placeless set {column} = null where id = 2")
    wanted, read = feed(view="placeless", columns=("document",), limit=1), list[Page]()
    for _ in range(2):  # and so it stays until it is mended
        with pytest.raises(TransportError, match="v: the view has rows whose changed_at or id is null") as refused:
            read.extend(wanted.pages(read[-1].cursor if read else None, Count()))
        assert refused.value.zh.startswith("v：视图中有 changed_at 或 id 为空的行")
    assert keys(read) == ["1", "3"]


@pytest.mark.parametrize("url", ["nonsense", "mysql+nowhere://host/db", "postgresql+pg8000://host/db"])
def test_an_address_that_leads_nowhere_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TEST_BUREAU", url)
    with pytest.raises(TransportError, match="cannot be reached or read"):
        list(feed().pages(None, Count()))


def test_a_view_that_is_not_there_is_a_sentence(bureau: Bureau) -> None:
    with pytest.raises(TransportError) as refused:
        list(feed(view="nothing").pages(None, Count()))
    assert "v：" in refused.value.zh
