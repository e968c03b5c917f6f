"""CSV that no spreadsheet program takes for formulas."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from hub.publishing.spreadsheet import FORMULA_SIGNS, as_csv, guarded

CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.builds(str.__add__, st.sampled_from(FORMULA_SIGNS), st.text("=+-@\t\r\n '\"ab1(),", max_size=9)),
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2)))
def test_no_text_begins_like_a_formula_and_nothing_else_is_changed(rows: list[list[str | int | None]]) -> None:
    header, *lines = read(as_csv(["a", "=b"], rows))
    assert header == ["a", "'=b"]
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for told, cell in zip(line, row, strict=True):
            if isinstance(cell, str):
                assert not told.startswith(FORMULA_SIGNS)
                assert told == (f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell)
            else:
                assert told == ("" if cell is None else str(int(cell)))


def test_numbers_are_left_as_they_are() -> None:
    assert (guarded(-5), guarded(-0.5), guarded("-5")) == (-5, -0.5, "'-5")
    assert read(as_csv(["n"], [[-5]])) == [["n"], ["-5"]]


def test_it_begins_with_the_mark_of_utf_8() -> None:
    assert as_csv(["地区"], []).startswith(b"\xef\xbb\xbf")
