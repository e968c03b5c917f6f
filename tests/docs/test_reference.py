"""The reference says what the code does: generated sections are fresh, paths exist, links resolve, examples work."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.registry import sources
from connectors.rows import Row
from hub.config import Settings
from hub.intake.feeds import TRANSPORTS, read_feeds
from schemas.base import Record
from schemas.checks import check
from schemas.validation import validate
from tests.docs.markdown import SECTION, anchors, blocks, links
from tests.docs.reference import FOLDER, PAGES, ROOT, generated, page
from tests.examples import RECEIVED_ON

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
READ = {".py", ".yml", ".md", ".csv", ".html", ".toml", ".mako", ".js"}
MENTIONED = re.compile(r"\bdocs/[\w./-]+\.md\b")
EXAMPLES = blocks((FOLDER / "partner-api.md").read_text(encoding="utf-8"), "yaml")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("title", PAGES)
def test_generated_sections_are_fresh(title: str) -> None:
    stale = "run `python -m tests.docs.reference`"
    assert page(title).read_text(encoding="utf-8") == generated(title), stale


@pytest.mark.parametrize("title", PAGES)
def test_a_page_shows_every_section_that_is_generated_for_it(title: str) -> None:
    shown = {found["name"] for found in SECTION.finditer(page(title).read_text(encoding="utf-8"))}
    assert shown == set(PAGES[title])


def mentioned() -> Iterator[tuple[str, str]]:
    """Each path of a page that is written somewhere, and where."""
    folders = [path for folder in ("hub", "connectors", "analytics", "schemas") for path in (ROOT / folder).rglob("*")]
    for path in [*folders, *DOCUMENTS]:
        if path.suffix in READ and path.is_file() and "vendor" not in path.parts:
            for found in MENTIONED.findall(path.read_text(encoding="utf-8")):
                yield name(path), found


def test_pages_that_are_mentioned_exist() -> None:
    found = list(mentioned())
    assert found
    assert not [(where, what) for where, what in found if not (ROOT / what).is_file()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_resolve(path: Path) -> None:
    for target in links(path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{name(path)}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{name(path)}: {target}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_feeds_load(example: str, tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(example, encoding="utf-8")
    (feed,) = read_feeds(Settings(data_dir=tmp_path, sources_file=None))
    assert f"transport: {feed.model_dump()['transport']}\n" in example


def test_there_is_an_example_of_each_transport() -> None:
    shown = {transport for transport in TRANSPORTS for text in EXAMPLES if f"transport: {transport}\n" in text}
    assert shown == set(TRANSPORTS)


def read(source: str, payload: str) -> list[Row]:
    return list(sources()[source].parse(io.BytesIO(payload.encode())))


def test_the_three_forms_of_insurance_say_the_same() -> None:
    text = page("insurance").read_text(encoding="utf-8")
    (table,), (lines, deletion), (whole,) = (blocks(text, kind) for kind in ("csv", "jsonl", "json"))
    rows = read("insurance", table)
    assert rows == read("insurance", lines) == read("insurance", whole)
    assert [good("insurance", row) for row in rows] == [True, True]
    (row,) = read("insurance", deletion)
    assert (row.operation, row.sender, row.issues) == ("delete", rows[1].sender, [])


def test_the_message_of_the_national_page_is_right() -> None:
    (message,) = blocks(page("national").read_text(encoding="utf-8"), "xml")
    (row,) = read("national", message)
    assert good("national", row)


def good(source: str, row: Row) -> bool:
    """Is there nothing wrong with the row?"""
    found = validate(row.document, row.fields)
    return isinstance(found, Record) and not row.issues and not check(found, RECEIVED_ON)
