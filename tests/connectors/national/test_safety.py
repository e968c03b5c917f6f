"""What is broken, foreign or hostile is refused in a sentence; the rows before it stand; memory stays flat."""

import os
import subprocess
import sys

import pytest

from tests.connectors.national.messages import HEAD, TAIL, message, read, rows_of

GOOD = message("poisoning", "<OUTCOME>01</OUTCOME>", "<OUTCOME>02</OUTCOME>")
SECOND = GOOD.index('<NYZD ID="K2">')
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]>'
DEEP = "<a>" * 18 + "</a>" * 18


@pytest.mark.parametrize(
    ("content", "rows", "code", "line"),
    [
        ("", 0, "file_empty", None),
        (" \n\t", 0, "file_empty", None),
        ("\ufeff", 0, "file_empty", None),
        (GOOD[:SECOND], 1, "file_truncated", "3"),
        (GOOD[: SECOND + 20], 1, "file_truncated", "4"),
        (GOOD[:-1], 2, "file_truncated", "5"),
        (HEAD, 0, "file_truncated", "2"),
        (GOOD[:SECOND] + "<NYZD></OOPS>" + GOOD[SECOND:], 1, "xml_malformed", "4"),
        (GOOD + "more", 2, "xml_malformed", "5"),
        (GOOD.replace("02</OUTCOME>", "a & b</OUTCOME>"), 1, "xml_malformed", "4"),
        ("name,sex\n1,2\n", 0, "xml_malformed", "1"),
        ('{"a": 1}', 0, "xml_malformed", "1"),
        ("<a/>", 0, "root_unknown", None),
        ("<a><DataExchange><EventBody><NYZD_LIST/></EventBody></DataExchange></a>", 0, "root_unknown", None),
        (f"{HEAD}<NEW_LIST><NEW/></NEW_LIST>{TAIL}", 0, "root_unknown", None),
        (HEAD + TAIL, 0, "root_unknown", None),
        (GOOD.replace("</EventBody>", "<NEW_LIST/></EventBody>"), 2, "root_unknown", None),
        (GOOD.replace("</DataExchange>", "<New/></DataExchange>"), 2, "root_unknown", None),
        (f"{ENTITY}{GOOD}"[: len(ENTITY)] + GOOD.partition("\n")[2], 0, "xml_forbidden", "1"),
        (GOOD.replace("\n", f"\n<!-- a -->\n{ENTITY}", 1), 0, "xml_forbidden", "3"),
        (GOOD.replace("\n", f"\n<!--{'x' * 70_000}>-->\n{ENTITY}", 1), 0, "xml_forbidden", "3"),
        (f"{' ' * (1 << 20)}<!--a-->{' ' * ((1 << 20) - 4)}<!DOCTYPE a><a/>", 0, "xml_forbidden", "1"),
        (GOOD.replace("02</OUTCOME>", "&b;</OUTCOME>"), 1, "xml_forbidden", "4"),
        (GOOD.replace("<OUTCOME>02</OUTCOME>", DEEP), 1, "xml_forbidden", "4"),
        (GOOD.replace("<OUTCOME>02</OUTCOME>", "<a>" * 300), 1, "xml_forbidden", "4"),
    ],
)
def test_where_reading_stops(content, rows, code, line):
    found, said, where = read(content)
    assert (len(found), said, where) == (rows, code, line)


def test_a_message_without_records_is_no_error():
    assert rows_of(f"{HEAD}<NYZD_LIST></NYZD_LIST>{TAIL}") == []


NAMED = message("poisoning", "<OTHER_INFO>敌敌畏</OTHER_INFO>", "<OTHER_INFO>乐果</OTHER_INFO>")


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("GB18030", "gb18030"),
        ("gbk", "gb18030"),
        ("GB2312", "gb18030"),
        (None, "utf-8"),
        (None, "gb18030"),
    ],
)
@pytest.mark.parametrize("padding", [0, 65_536, 65_537])
def test_encodings(declared, written, padding):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = NAMED.partition("?>")[2].replace("<Header>", f"<!--{'x' * padding}--><Header>")
    rows = rows_of((declaration + body).encode(written))
    assert [row.fields for row in rows] == [{"pesticide_other": "敌敌畏"}, {"pesticide_other": "乐果"}]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (NAMED.replace("UTF-8", "Big5").encode("utf-8"), 0),
        (NAMED.encode("utf-16"), 0),
        (NAMED.encode("gb18030"), 0),
        (NAMED.encode().replace("乐果".encode(), b"\xff\xfe"), 1),
        (NAMED.replace("UTF-8", "GBK").encode("gb18030").replace("乐果".encode("gb18030"), b"\xff\xff"), 1),
    ],
)
def test_unreadable_encodings(content, rows):
    found, code, _ = read(content)
    assert (len(found), code) == (rows, "encoding_unreadable")


MEASURED = """
import sys
from connectors.rows import UnreadableError
from connectors.sources.national.parser import parse
from tests.connectors.national.messages import HEAD, SAMPLE, TAIL, Lazy
from tests.memory import peak_mib

def pieces(kind, size):
    start = SAMPLE.index("<HEALTH_EXAM_RECORD ")
    end = SAMPLE.index("</HEALTH_EXAM_RECORD>") + len("</HEALTH_EXAM_RECORD>")
    record = SAMPLE[start:end].encode()
    opened = b"" if kind in ("records", "foreign") else record[:-21]
    yield b"<!--" if kind == "prologue" else SAMPLE[:start].encode() + record + opened
    x = b"x" * 65_536
    begin, piece = {
        "records": (b"", record),
        "text": (b"<REMARK>", x),
        "attribute": (b'<REMARK a="', x),
        "comment": (b"<!--", x),
        "spaces": (b"", b" " * 65_536),
        "elements": (b"", b"<b/>" * 16_384),
        "items": (b"<EXAM_ITEM_RESULT_LIST>", b"<EXAM_ITEM_RESULT/>" * 3_000),
        "prologue": (b"", x),
        "foreign": (b"</HEALTH_EXAM_RECORD_LIST><NEW>", b"<b/>" * 16_384),
    }[kind]
    yield begin
    for _ in range(size * 1_000_000 // len(piece)):
        yield piece
    yield (SAMPLE[end:] if kind == "records" else "").encode()

rows, code = 0, ""
try:
    for row in parse(Lazy(pieces(sys.argv[1], int(sys.argv[2])))):
        rows += 1
except UnreadableError as error:
    code = error.issue.code
print(rows, code or "-", int(peak_mib()))
"""
LARGE = int(os.environ.get("OHUB_LARGE_FILE_MB", "100"))  # 2000 for the whole claim: it takes a minute


def measured(kind, megabytes):
    """Rows, code and peak memory (MiB) of reading a stream of that kind and size in a process of its own."""
    command = [sys.executable, "-c", MEASURED, kind, str(megabytes)]
    rows, code, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(rows), code, int(peak)


def test_a_long_file_in_flat_memory():
    rows, code, peak = measured("records", LARGE)
    assert rows > LARGE * 100
    assert code == "-"
    assert peak < 200


@pytest.mark.parametrize("kind", ["text", "attribute", "comment", "spaces", "elements", "items", "foreign"])
def test_a_gigabyte_in_one_element_is_refused(kind):
    rows, code, peak = measured(kind, 1_000)
    assert (rows, code) == (1, "xml_forbidden")
    assert peak < 600


def test_an_endless_comment_before_the_root_is_refused():
    rows, code, peak = measured("prologue", 1_000)
    assert (rows, code) == (0, "xml_forbidden")
    assert peak < 600
