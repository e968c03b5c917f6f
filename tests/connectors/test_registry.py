"""What holds for every source there is, found by looking: its card, its sample, and that its issues tell no names."""

import io
import random
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.registry import FOLDER, Source, sources
from connectors.rows import Row, UnreadableError
from schemas.base import Part
from schemas.issues import catalogue
from schemas.records import RECORDS

DAMAGED_COPIES = 40


@pytest.fixture(params=sorted(sources()))
def source(request: pytest.FixtureRequest) -> Source:
    return sources()[request.param]


@pytest.fixture
def rows(source: Source) -> list[Row]:
    """The rows of the source's sample."""
    with source.sample.open("rb") as payload:
        return list(source.parse(payload))


def test_every_folder_with_a_card_is_a_source() -> None:
    assert sorted(sources()) == sorted(card.parent.name for card in FOLDER.glob("*/card.yml"))


def test_the_card_describes_the_folder(source: Source) -> None:
    assert source.card.name == source.folder.name
    assert set(source.card.documents) <= set(RECORDS)
    assert all(suffix.startswith(".") for suffix in source.card.accepts)
    assert source.sample.suffix in source.card.accepts


def test_labels_name_real_fields(source: Source) -> None:
    real = {path for document in source.card.documents for path in paths(RECORDS[document])}
    assert set(source.card.labels) - real == set()


def test_the_sample_is_read_to_its_end(source: Source, rows: list[Row]) -> None:
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert {row.document for row in rows} <= set(source.card.documents)
    assert all(row.key and row.sender for row in rows)


def test_fields_are_fields_of_the_record(rows: list[Row]) -> None:
    for row in rows:
        assert set(filled(row.fields)) <= set(paths(RECORDS[row.document]))


def test_issues_tell_no_names(source: Source, rows: list[Row]) -> None:
    """Neither of the sample nor of damaged copies of it, where contents stand in wrong places."""
    secrets = {text for row in rows for text in personal(row.fields)}
    content, chance = source.sample.read_bytes(), random.Random(source.card.name)
    told = "\n".join(sentence for copy in damaged(content, chance) for sentence in sentences(source, copy))
    assert secrets
    assert [len(secret) for secret in secrets if secret in told] == []


def damaged(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The content as it is, then with a piece cut out, put elsewhere, or overwritten."""
    yield content
    for _ in range(DAMAGED_COPIES):
        at, size, to = chance.randrange(len(content)), chance.randrange(60), chance.randrange(len(content))
        piece, rest = content[at : at + size], content[:at] + content[at + size :]
        yield chance.choice([rest, rest[:to] + piece + rest[to:], content[:at] + b"," * size + content[at + size :]])


def sentences(source: Source, content: bytes) -> Iterator[str]:
    """All that is said of a payload. Nothing but UnreadableError may end its reading."""
    try:
        for row in source.parse(io.BytesIO(content)):
            for issue in row.issues:
                assert issue.code in catalogue()
                yield f"{issue.field} {issue.message_zh} {issue.message_en}"
    except UnreadableError as refused:
        yield f"{refused} {refused.issue.message_zh} {refused.issue.message_en}"


def paths(record: type[Part], before: str = "") -> Iterator[str]:
    """The path of every field of a record, of its parts too, without list positions."""
    for name, field in record.model_fields.items():
        yield f"{before}{name}"
        for part in parts(field.annotation):
            yield from paths(part, f"{before}{name}.")


def parts(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [part for inner in getattr(annotation, "__args__", ()) for part in parts(inner)]


def filled(fields: dict[str, Any], before: str = "") -> Iterator[str]:
    """The paths that a row fills."""
    for name, value in fields.items():
        yield f"{before}{name}"
        for inner in value if isinstance(value, list | tuple) else (value,):
            if isinstance(inner, dict):
                yield from filled(inner, f"{before}{name}.")


def personal(fields: dict[str, Any]) -> Iterator[str]:
    """Names and numbers of persons among the fields: of the worker, the reporting person, the contact."""
    for name, value in fields.items():
        for inner in value if isinstance(value, list | tuple) else (value,):
            if isinstance(inner, dict):
                yield from personal(inner)
            elif isinstance(inner, str) and name in PERSONAL and len(inner) > 1:
                yield inner


PERSONAL = {"name", "id_number", "phone", "contact_name", "contact_phone", "emergency_name", "emergency_phone"}
