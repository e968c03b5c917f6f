"""The tables hold every field of every record once, and the card calls them by the same names."""

from collections import Counter

import pytest
from pydantic import BaseModel

from connectors.registry import sources
from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.plan import Group, Kind, Leaf, Series, annotation_of, nodes
from schemas.records import RECORDS

NAMES = {Kind.NAME, Kind.PARENT_NAME}
# The day of the report is the record's own there.
NOT_HELD = {("employer", "reporting.reported_on"), ("measurement", "reporting.reported_on")}


def held(document):
    """(path, tag) of every leaf, in order."""
    for node in nodes(document):
        if isinstance(node, Series):
            yield from ((f"{node.field}.{leaf.path[0]}", leaf.tag) for leaf in node.leaves if leaf.kind not in NAMES)
        else:
            leaves = (node,) if isinstance(node, Leaf) else node.leaves
            yield from ((".".join(leaf.path), leaf.tag) for leaf in leaves)


def paths(model, above=""):
    """The paths of all fields of a record class."""
    for name in model.model_fields:
        annotation, _ = annotation_of(model, name)
        inner = annotation if not hasattr(annotation, "__args__") else annotation.__args__[0]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from paths(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_field_is_held_once(document):
    expected = [path for path in paths(RECORDS[document]) if (document, path) not in NOT_HELD]
    counts = Counter(path for path, tag in held(document) if tag != "HARM_AGE_YEAR")
    assert counts == Counter(expected)


def test_the_card_has_the_labels_of_the_layout():
    """One name where all documents have the same, else one for each."""
    labels: dict[str, dict[str, list[str]]] = {}
    for document in DOCUMENTS:
        named = [
            *held(document),
            *((node.leaves[0].path[0], node.tag) for node in nodes(document) if isinstance(node, Group)),
            *((node.field, node.tag) for node in nodes(document) if isinstance(node, Series)),
        ]
        for path, tag in named:
            labels.setdefault(path, {}).setdefault(document, []).append(tag)
    expected = {
        path: {document: " / ".join(dict.fromkeys(tags)) for document, tags in by.items()}
        for path, by in labels.items()
    }
    card = sources()["national"].card
    assert card.labels == {
        path: by if len(set(by.values())) > 1 else next(iter(by.values())) for path, by in expected.items()
    }
    assert card.documents == tuple(DOCUMENTS)
