"""A source's card names every way its records are fetched."""

import pytest
import yaml

from connectors.registry import sources
from tests.docs.markdown import blocks
from tests.docs.reference import page

SHOWN = [
    (feed["source"], feed["transport"])
    for text in blocks(page("partner-api").read_text(encoding="utf-8"), "yaml")
    for feed in yaml.safe_load(text)["feeds"]
]


@pytest.mark.parametrize(("source", "transport"), [*SHOWN, ("national", "http"), ("national", "folder")])
def test_the_ways_partners_are_shown_are_on_the_card(source: str, transport: str) -> None:
    assert transport in sources()[source].card.transports
