"""CSV as it really arrives: encodings, titles above the headings, files cut off, and files that are no table."""

import io
import random
import tracemalloc
from contextlib import suppress
from itertools import chain, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.rows import UnreadableError
from tests.connectors.shandong.sheets import HEADINGS, SAMPLE, SOURCE, as_csv, found, line, parse

GOOD = as_csv(SAMPLE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding: str) -> None:
    rows = parse(as_csv([line(备注="镕\n第二行，含“引号”")], encoding=encoding))
    assert [row.fields["reporting"]["remark"] for row in rows] == ["镕\n第二行，含“引号”"]
    assert rows[0].issues == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\r\n\r\n  \r\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (as_csv([]), "file_empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n", "table_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "table_unreadable"),  # the old .xls
        (b"\x89PNG\r\n\x1a\n\x00\x00", "table_unreadable"),
        (b"PK\x03\x04 and no archive", "table_unreadable"),
        ("这是一封信，没有表格。\n第二行".encode(), "table_unreadable"),
        (b"<html><body>502</body></html>", "table_unreadable"),
        (as_csv(SAMPLE, encoding="utf-16"), "encoding_unreadable"),
        (GOOD + b"\xff\xff\n", "encoding_unreadable"),
        ("姓名,年龄\n甲,30\n".encode(), "column_missing"),
        (("体检编号," + "x" * 200_000 + ",a\n").encode(), "table_unreadable"),
    ],
)
def test_what_cannot_be_read(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(content)
    assert refused.value.issue.code == code
    assert "{" not in refused.value.issue.message_zh


@pytest.mark.parametrize(
    "column", ["体检编号", "证件类型编码", "体检机构编码", "危害因素编码", "检查结果", "体检结论编码"]
)
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(as_csv(SAMPLE, [heading for heading in HEADINGS if heading != column]))
    assert (refused.value.issue.code, refused.value.issue.field) == ("column_missing", column)


def test_headings_below_a_title_with_marks_and_notes() -> None:
    headings = [f"{heading}*（必填）\n说明" if heading == "体检日期" else f" {heading} " for heading in HEADINGS]
    table = as_csv([dict(zip(headings, SAMPLE[0].values(), strict=True))], headings).decode()
    table = table.replace("说明", "")
    rows = parse(f"2026 年体检结果上报表\n\n填报说明：带 * 的必填\n{table}".encode())
    assert [row.key for row in rows] == ["370100901-2026-000001"]
    assert rows[0].issues == []


def test_two_level_headings() -> None:
    """Saved as CSV, a heading merged over two rows stands in the upper one only."""
    upper = ["劳动者" if heading == "姓名" else heading if heading == "体检编号" else "" for heading in HEADINGS]
    lower = ["" if heading == "体检编号" else heading for heading in HEADINGS]
    body = as_csv(SAMPLE).decode().split("\r\n", 1)[1]
    rows = parse(f"{','.join(upper)}\r\n{','.join(lower)}\r\n{body}".encode())
    assert len(rows) == 4
    assert [found(row) for row in rows] == [[], [], [], []]


def test_unknown_columns_are_noted_once_and_data_in_headings_is_not_shown() -> None:
    headings = [*HEADINGS, "婚姻状况", "370112198803124017", "姓名"]
    rows = parse(as_csv(SAMPLE, headings))
    notes = [(issue.code, issue.field, issue.severity) for issue in rows[0].issues]
    width = len(HEADINGS)
    assert notes == [
        ("field_unexpected", "婚姻状况", "note"),
        ("field_unexpected", f"第 {width + 2} 列 column {width + 2}", "note"),
        ("field_unexpected", f"第 {width + 3} 列 column {width + 3}", "note"),
    ]
    assert all(row.issues == [] for row in rows[1:])
    assert rows[0].fields["worker"]["name"] == "张示例"


def test_a_line_that_slipped_by_a_comma_is_refused() -> None:
    lines = as_csv(SAMPLE[:1]).decode()
    (row,) = parse(lines.replace("济南示例铸造有限公司", "济南示例铸造,有限公司").encode())
    assert ("field_invalid", "体检编号") in found(row)


@pytest.mark.parametrize("cut", [40, 150, 400, 900])
def test_a_file_cut_off_keeps_its_complete_examinations(cut: int) -> None:
    whole = [row.key for row in parse(GOOD)]
    keys: list[str] = []
    with pytest.raises(UnreadableError) as refused:
        keys.extend(row.key for row in SOURCE.parse(io.BytesIO(GOOD[:-cut])))
    assert refused.value.issue.code in ("file_truncated", "encoding_unreadable")
    assert keys == whole[: len(keys)]


def test_cut_inside_a_quoted_cell() -> None:
    content = as_csv([line(), line(体检编号="2", 备注="一句很长的话\n两行")])
    with pytest.raises(UnreadableError) as refused:
        parse(content[: content.index("两行".encode())])
    assert refused.value.issue.code == "file_truncated"


def test_memory_stays_bounded() -> None:
    """Rows come while a file without an end is still being read, and 4,000 take no more memory than 2,000."""
    head, body = as_csv(SAMPLE).split(b"\r\n", 1)
    pieces = chain((head + b"\r\n",), repeat(body * 50))
    payload = io.BytesIO()
    payload.read = lambda _=-1: next(pieces)  # type: ignore[method-assign]
    tracemalloc.start()
    try:
        rows = SOURCE.parse(payload)
        peaks = []
        for count in (2_000, 2_000):
            assert sum(1 for _ in islice(rows, count)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 8 << 20


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_damage_gives_rows_or_a_clear_refusal(junk: bytes, at: int) -> None:
    content = GOOD[:at] + junk + GOOD[at + len(junk) :]
    numbers: list[int] = []
    with suppress(UnreadableError):  # any other exception would end a batch
        numbers.extend(row.number for row in SOURCE.parse(io.BytesIO(content)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_random_bytes_never_pass_for_a_table() -> None:
    noise = random.Random(1)
    for size in (1, 10, 1000, 100_000):
        with pytest.raises(UnreadableError):
            parse(noise.randbytes(size))
