"""A source's card: what is known about it as data. `card.yml` beside the parser is read into a `Card`."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Card(BaseModel):
    """The card of a source. `labels` maps shared field paths to the sender's own names, for messages: one name, or one
    for each document where they differ."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title_zh: str
    title_en: str
    publisher: str
    documents: tuple[str, ...] = Field(min_length=1)
    accepts: tuple[str, ...] = Field(min_length=1, description="file suffixes this parser reads, like .xml")
    transports: tuple[str, ...] = ()
    reference: str
    verified: bool = Field(description="has the layout been checked against a real sender?")
    sample: str
    labels: dict[str, str | dict[str, str]] = {}

    def label(self, document: str, path: str) -> str:
        """The sender's name of the field at `path`; list positions in the path are left out when looking it up."""
        steps = [step for step in path.split(".") if not step.isdigit()]
        found = self.labels.get(".".join(steps), path)
        return found if isinstance(found, str) else found.get(document, path)


@cache
def read_card(folder: Path) -> Card:
    """The card in `folder`. Raises pydantic.ValidationError when it does not keep the form."""
    return Card.model_validate(yaml.safe_load((folder / "card.yml").read_text(encoding="utf-8")))
