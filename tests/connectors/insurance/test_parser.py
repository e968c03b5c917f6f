"""Insurance records in their three forms, and what cannot be read."""

import contextlib
import io
from datetime import date
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.registry import sources
from connectors.rows import Operation, Row, UnreadableError
from connectors.sources.insurance.layout import DOCUMENTS
from connectors.sources.insurance.parser import parse
from connectors.sources.insurance.writer import write_csv, write_page
from schemas.base import Record
from schemas.checks import check
from schemas.validation import validate
from tests.connectors.insurance.payloads import DAY, WHO, nested, page, read, record
from tests.examples import RECEIVED_ON


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("form", ["page", "csv", "lines"])
def test_what_is_written_is_read(document: str, form: str) -> None:
    stream, rows = io.BytesIO(), [("k1", Operation.ADD, record(document)), ("k2", Operation.DELETE, record(document))]
    if form == "csv":
        write_csv(document, rows, stream)
    else:
        write_page(rows, stream, "9")
    payload = stream.getvalue()
    if form == "lines":
        payload = b"\n".join(orjson.dumps(each) for each in orjson.loads(payload)["records"])
    found = read(payload)
    assert [(row.number, row.key, row.operation, row.sender) for row in found] == [
        (1, "k1", Operation.ADD, "370100"),
        (2, "k2", Operation.DELETE, "370100"),
    ]
    assert [row.issues for row in found] == [[], []]
    assert validate(document, found[0].fields) == record(document)


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.dates(date(2004, 1, 1), date(2026, 11, 1)),
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=50),
)
def test_round_trip_in_a_table(amount: Decimal, day: date, name: str) -> None:
    worker = WHO["worker"] | {"name": name}
    one, stream = record("benefit", amount=amount, paid_on=day, worker=worker), io.BytesIO()
    write_csv("benefit", [("k", Operation.ADD, one)], stream)
    (row,) = read(stream.getvalue())
    assert validate("benefit", row.fields) == one


def test_a_row_without_an_operation_says_how_things_are() -> None:
    (row,) = read(b'{"id":"1","document":"termination","ended_on":"2024-03-01","reason":"expiry","area":"370100"}')
    assert (row.operation, row.fields["ended_on"], row.sender) == (Operation.PUT, DAY, "370100")


def test_a_table_in_gb18030_with_a_byte_order_mark_or_without() -> None:
    text = "document,id,worker_name,area,paid_on\nbenefit,1,示例甲,370100,2024-03-01\n"
    for payload in (text.encode("gb18030"), text.encode(), text.encode("utf-8-sig")):
        (row,) = read(payload)
        assert row.fields == {"worker": {"name": "示例甲"}, "area": "370100", "paid_on": DAY}


@pytest.mark.parametrize(
    ("payload", "code", "before"),
    [
        (b"", "file_empty", 0),
        (b" \n\n", "file_empty", 0),
        (b'{"records":[', "page_unreadable", 0),
        (b'{"records":7}', "page_unreadable", 0),
        (orjson.dumps(nested()) + b"\n{broken\n", "page_unreadable", 1),
        (b"colour,size\nred,7\n", "column_missing", 0),
        (b'document,id\nbenefit,"1\n', "table_unreadable", 0),
        (b"document,id,amount,amount\nbenefit,1,1,2\n", "field_repeated", 0),
        (b"document,id,worker_name\nbenefit,1,\xff\xff\n", "encoding_unreadable", 0),
    ],
)
def test_what_cannot_be_read_ends_with_its_reason(payload: bytes, code: str, before: int) -> None:
    rows: list[Row] = []
    with pytest.raises(UnreadableError) as unreadable:
        rows.extend(parse(io.BytesIO(payload)))
    assert (unreadable.value.issue.code, len(rows)) in [(code, before), (code, 0)]


@given(st.binary(max_size=300))
def test_nothing_that_can_be_sent_raises_anything_else(noise: bytes) -> None:
    for payload in (noise, page(nested()) + noise, b"document,id,paid_on\n" + noise):
        with contextlib.suppress(UnreadableError):
            read(payload)


def test_the_sample_is_right() -> None:
    for row in read(sources()["insurance"].sample.read_bytes()):
        found = validate(row.document, row.fields)
        assert isinstance(found, Record)
        assert check(found, RECEIVED_ON) == []
