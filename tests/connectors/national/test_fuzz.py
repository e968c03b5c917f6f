"""Whatever happens to a message on its way: one kind of error, and no complete record before the damage is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.connectors.national.messages import SAMPLE, read, rows_of

BYTES = SAMPLE.encode()
GOOD = rows_of(SAMPLE)
END = b"</HEALTH_EXAM_RECORD>"
SNIPPETS = st.sampled_from(
    [b"<", b">", b"&", b"]]>", b"<!--", b"<![CDATA[", b"\x00", b"\xff", b"<a>", b"</Header>", b'"']
)
DAMAGE = st.lists(
    st.tuples(st.integers(0, len(BYTES)), st.integers(0, 40), st.one_of(SNIPPETS, st.binary(max_size=8))),
    min_size=1,
    max_size=4,
)


def assert_earlier_rows_stand(content, first):
    """Rows whose records lie wholly before the byte `first` come out as they were."""
    rows, code, _ = read(content)
    complete = BYTES[:first].count(END)
    assert [(row.key, row.fields) for row in rows[:complete]] == [(row.key, row.fields) for row in GOOD[:complete]]
    return rows, code


@settings(max_examples=400, deadline=None)
@given(DAMAGE)
def test_damage(damage):
    content = BYTES
    for place, cut, put in sorted(damage, reverse=True):
        content = content[:place] + put + content[place + cut :]
    assert_earlier_rows_stand(content, min(place for place, _, _ in damage))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(BYTES.rstrip()) - 1))
def test_truncation(length):
    rows, code = assert_earlier_rows_stand(BYTES[:length], length)
    assert len(rows) == BYTES[:length].count(END)
    assert code == ("file_truncated" if BYTES[:length].strip() else "file_empty")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_noise(content):
    rows, code, _ = read(content)
    assert rows == []
    assert code
