"""Reading a message costs little more than walking over its elements: at most half as much again."""

import io
import time

from lxml import etree

from connectors.rows import Operation
from connectors.sources.national.parser import parse
from connectors.sources.national.writer import Header, write
from schemas.records import RECORDS
from tests.connectors.national.messages import SAMPLE, rows_of

RECORDS_WRITTEN, ITEMS = 300, 40
HEADER = Header(Operation.ADD, "370102001", "370102000", "license", "1")


def large_message():
    fields = rows_of(SAMPLE)[0].fields
    fields["results"] = (fields["results"] * ITEMS)[:ITEMS]
    record = RECORDS["examination"].model_validate(fields)
    stream = io.BytesIO()
    write("examination", ((f"K{number}", record) for number in range(RECORDS_WRITTEN)), stream, HEADER)
    return stream.getvalue()


def walk(stream):
    for _, element in etree.iterparse(stream, events=("end",)):
        if element.tag == "HEALTH_EXAM_RECORD":
            element.clear()


def seconds(read, content):
    begin = time.process_time()
    read(io.BytesIO(content))
    return time.process_time() - begin


def test_at_most_half_as_much_again():
    """Processor time, the best of ten of each, turn by turn: a busy moment of the machine is then one of both."""
    content = large_message()
    assert len(list(parse(io.BytesIO(content)))) == RECORDS_WRITTEN
    times = [(seconds(lambda stream: list(parse(stream)), content), seconds(walk, content)) for _ in range(10)]
    parsed, walked = (min(each) for each in zip(*times, strict=True))
    assert parsed < 1.5 * walked
