"""What the reader reads back is what was written, for every document."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.rows import Operation
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.parser import parse
from connectors.sources.national.writer import Header, write
from schemas.issues import Severity
from schemas.records import RECORDS
from tests.connectors.national.messages import SAMPLE, rows_of
from tests.connectors.national.records import CODES, records

HEADER = Header(Operation.UPDATE, "370102001", "370102000", "license", "370102001-20260101000000000-00001")


@pytest.mark.parametrize("document", DOCUMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_round_trip(document, data):
    written = data.draw(st.lists(st.tuples(CODES, records(document)), min_size=1, max_size=3))
    stream = io.BytesIO()
    write(document, written, stream, HEADER)
    stream.seek(0)
    rows = list(parse(stream))
    assert [(row.number, row.document, row.operation, row.sender) for row in rows] == [
        (number, document, Operation.UPDATE, "370102001") for number in range(1, len(written) + 1)
    ]
    assert [(row.key, RECORDS[document].model_validate(row.fields)) for row in rows] == written
    assert {issue.severity for row in rows for issue in row.issues} <= {Severity.NOTE}


def test_the_sample_is_written_as_it_stands():
    rows = rows_of(SAMPLE)
    stream = io.BytesIO()
    write("examination", ((row.key, RECORDS["examination"].model_validate(row.fields)) for row in rows), stream, HEADER)
    again = rows_of(stream.getvalue())
    assert [(row.key, row.fields) for row in again] == [(row.key, row.fields) for row in rows]
    assert (
        "<EXAM_ITEM_PNAME>血压</EXAM_ITEM_PNAME><EXAM_ITEM_NAME>收缩压</EXAM_ITEM_NAME>" in stream.getvalue().decode()
    )


def test_a_deletion_is_its_key_alone():
    stream = io.BytesIO()
    write("diagnosis", [("K1", None), ("K2", None)], stream, replace(HEADER, operation=Operation.DELETE))
    rows = rows_of(stream.getvalue())
    assert [(row.operation, row.key, row.fields, row.issues) for row in rows] == [
        (Operation.DELETE, "K1", {}, []),
        (Operation.DELETE, "K2", {}, []),
    ]


def test_control_characters_are_refused():
    row = rows_of(SAMPLE)[0]
    row.fields["reporting"]["remark"] = "a\x01"
    record = RECORDS["examination"].model_validate(row.fields)
    with pytest.raises(ValueError, match="XML"):
        write("examination", [("K", record)], io.BytesIO(), HEADER)
