"""Finds the sources: every folder below `sources/` that holds a card and a parser is one. There is no list to edit."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from connectors.card import Card, read_card
from connectors.rows import Originals, Parse

FOLDER = Path(__file__).parent / "sources"
PACKAGE = "connectors.sources"


@dataclass(frozen=True)
class Source:
    """A source: its folder, its card, and of its `parser.py` the function `parse` and, of tables, `originals`."""

    folder: Path
    card: Card
    parse: Parse
    originals: Originals | None = None

    @property
    def sample(self) -> Path:
        return self.folder / self.card.sample


@cache
def sources() -> dict[str, Source]:
    """All sources by name."""
    return find_sources(FOLDER, PACKAGE)


def find_sources(folder: Path, package: str) -> dict[str, Source]:
    """The sources below `folder`, which Python imports as `package`, by name."""
    return {path.name: _load(path, package) for path in sorted(folder.iterdir()) if (path / "card.yml").exists()}


def _load(folder: Path, package: str) -> Source:
    module = import_module(f"{package}.{folder.name}.parser")
    return Source(folder, read_card(folder), module.parse, getattr(module, "originals", None))
