"""The source in docs/how-to/add-a-source.md is real: taken out of the page, it is found, loaded and read."""

import io
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from connectors.registry import Source, find_sources
from connectors.rows import UnreadableError
from schemas.checks import check
from schemas.records.insurance import Assessment
from schemas.validation import validate

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-source.md"
BLOCK = re.compile(r"^```\w+ (?P<path>[\w/.]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGE = "sources_of_the_page"
NAME = "jining_assessment"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """The page's files in a package of their own, loaded as the registry loads its sources."""
    folder = tmp_path / PACKAGE
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        path = folder / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")
    for package in (folder, folder / NAME):
        (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield find_sources(folder, PACKAGE)[NAME]
    for module in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[module]


def test_the_page_holds_all_that_a_source_is(source: Source) -> None:
    assert sorted(path.name for path in source.folder.iterdir() if path.is_file()) == [
        "__init__.py",
        "card.yml",
        "parser.py",
        "sample.csv",
    ]
    assert (source.card.name, source.card.documents) == (NAME, ("assessment",))


def test_the_sample_becomes_valid_records(source: Source) -> None:
    with source.sample.open("rb") as payload:
        rows = list(source.parse(payload))
    records = [validate(row.document, row.fields) for row in rows]
    assert [row.issues for row in rows] == [[], []]
    assert [(r.kind, r.grade) for r in records if isinstance(r, Assessment)] == [("initial", 4), ("review", None)]
    assert [check(r, date(2026, 11, 24)) for r in records if isinstance(r, Assessment)] == [[], []]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("初次鉴定", "首次鉴定", "name_unmapped"),
        ("2026-03-02", "2026年3月", "date_invalid"),
        ("四级", "肆级", "field_invalid"),
    ],
)
def test_its_parser_guesses_nothing(source: Source, old: str, new: str, code: str) -> None:
    content = source.sample.read_text(encoding="utf-8").replace(old, new, 1)
    row = next(iter(source.parse(io.BytesIO(content.encode()))))
    assert [issue.code for issue in row.issues] == [code]
    assert new not in row.issues[0].message_zh


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "column_missing"),
        ("姓名\n某\n".encode(), "column_missing"),
        ("鉴定书编号".encode("gb18030"), "encoding_unreadable"),
    ],
)
def test_its_parser_refuses_clearly(source: Source, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        list(source.parse(io.BytesIO(content)))
    assert refused.value.issue.code == code
