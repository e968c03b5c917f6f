"""What was exported is what was stored: another hub that reads the file holds the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.registry import sources
from connectors.sources.national.layout import DOCUMENTS
from hub.db import Store
from hub.province.generating import generate
from tests.hub.intake.messages import bring, codes, counts, fetch, message
from tests.hub.pull.examples import EXAMPLES, example
from tests.hub.pull.exchanging import contents, exported, put

Make = Callable[[], Store]


def carried(store: Store, other: Store, document: str, out: Path) -> int:
    """Export all of a document and bring it into the other store, which takes every row."""
    outcome = bring(other, exported(store, document, out))
    assert (outcome.held, outcome.rejected, outcome.duplicates) == (0, 0, 0), codes(other, outcome)
    return outcome.accepted


def test_there_is_an_example_of_every_document() -> None:
    assert set(EXAMPLES) == set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_export_says_all_that_is_stored(document: str, store: Store, new_store: Make, tmp_path: Path) -> None:
    put(store, ("a", example(document)), ("b", example(document)))
    other = new_store()
    assert carried(store, other, document, tmp_path / "out.xml") == 2
    assert contents(other) == contents(store)
    assert (
        exported(store, next(name for name in DOCUMENTS if name != document), tmp_path / "none.xml").count(b"ID") == 0
    )


@pytest.mark.parametrize("source", ["national", "shandong"])
def test_the_sample_of_a_source_becomes_national(source: str, store: Store, new_store: Make, tmp_path: Path) -> None:
    outcome = bring(store, sources()[source].sample.read_bytes(), source)
    assert outcome.accepted > 0
    other = new_store()
    assert carried(store, other, "examination", tmp_path / "out.xml") == outcome.accepted
    assert contents(other) == contents(store)


def test_a_whole_province_goes_from_hub_to_hub(store: Store, new_store: Make, tmp_path: Path) -> None:
    generate(150, 5, tmp_path / "province")
    for source, suffix in (("national", "xml"), ("shandong", "csv")):
        for path in sorted((tmp_path / "province" / source).rglob(f"*.{suffix}")):
            bring(store, path.read_bytes(), source)
    assert fetch(store, "select count(distinct source) from record") == [(2,)]
    other = new_store()
    carried_over = sum(carried(store, other, document, tmp_path / "out.xml") for document in DOCUMENTS)
    assert carried_over == len(contents(store)) > 100
    assert contents(other) == contents(store)


def test_an_export_is_one_batch_again_and_duplicates_after(store: Store, new_store: Make, tmp_path: Path) -> None:
    bring(store, message("a", "b"))
    other = new_store()
    assert counts(bring(other, exported(store, "examination", tmp_path / "1.xml"))) == (2, 0, 0, 0)
    assert counts(bring(other, exported(store, "examination", tmp_path / "2.xml"))) == (0, 0, 0, 2)
