"""The columns of a view that say which row it is and when it changed."""

import json

import pytest
from pydantic import ValidationError

from connectors.transports import TransportError
from tests.connectors.transports.fetching import Count
from tests.connectors.transports.views import Bureau, feed, keys

KINDS = {  # of the key: how the database has it -> what the source is given
    "bigint": ("7", "8"),
    "numeric": ("7", "8"),
    "numeric(10, 2)": ("7.00", "8.00"),
    "text": ("7", "8"),
    "uuid": ("00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000008"),
}


@pytest.mark.parametrize("moment", ["timestamptz", "timestamp"])
@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_any_kind_go_on_exactly(bureau: Bureau, kind: str, moment: str) -> None:
    bureau.execute(f"create table bureau.kinds (key {kind}, at {moment}, document text)")
    for key in KINDS[kind]:
        bureau.execute("insert into bureau.kinds values (%s, '2026-01-01 00:00:05.5', 'benefit')", (key,))
    wanted = feed(view="kinds", id="key", changed_at="at", columns=("document",), limit=1)
    pages = list(wanted.pages(None, Count()))
    rows = [json.loads(page.payload.read()) for page in pages]
    assert rows == [{"id": key, "document": "benefit"} for key in KINDS[kind]]
    assert keys(wanted.pages(pages[0].cursor, Count())) == [KINDS[kind][1]]


WRONG = {  # what a view gives -> what is said of it
    "1.5::float8 as id, timestamptz '2026-01-01' as changed_at": "the column id must be a number, text or UUID",
    "1 as id, date '2026-01-01' as changed_at": "the column changed_at must be a timestamp",
    "1 as id, '示例甲' as changed_at": "the column changed_at must be a timestamp",
}


def test_columns_of_a_wrong_kind_are_told(bureau: Bureau) -> None:
    for given, told in WRONG.items():
        bureau.execute(f"create view bureau.wrong as select {given}, 'benefit' as document")
        with pytest.raises(TransportError, match=told) as refused:
            list(feed(view="wrong", columns=("document",)).pages(None, Count()))
        assert "示例甲" not in refused.value.zh + refused.value.en
        bureau.execute("drop view bureau.wrong")


def test_another_column_as_key_leaves_no_room_for_an_id() -> None:
    with pytest.raises(ValidationError, match="leave id out of `columns`"):
        feed(id="key", columns=("document", "id"))
