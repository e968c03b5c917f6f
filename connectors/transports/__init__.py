"""How pages are fetched from partners: over HTTP, from a folder, over SFTP, from a database view.

Each module has a `Feed`, the settings of one endpoint, with `pages(cursor, count)`: pages after a cursor, in order,
each with the cursor that follows it. Secrets are named in a feed and read from the environment.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO, Protocol

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Page:
    """One page as a stream from its start, and the cursor to ask with for the next."""

    payload: BinaryIO
    cursor: str


class Counting(Protocol):
    """Who wants to know how often something had to be tried again."""

    retries: int


class FeedBase(BaseModel, ABC):
    """The settings that every feed has. `name` is the endpoint: it keeps its cursor by this name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1)]
    source: str

    @abstractmethod
    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:
        """Pages after `cursor` (None: from the beginning) until there is nothing more now. Raises TransportError."""


class SettingError(ValueError):
    """A setting of a feed that cannot be, in both languages; pydantic hands it on to whoever reads the settings."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class TransportError(Exception):
    """A partner cannot be read now. The sentences name the endpoint, and no address, token or value."""

    def __init__(self, endpoint: str, zh: str, en: str) -> None:
        self.zh = f"{endpoint}：{zh}"
        self.en = f"{endpoint}: {en}"
        super().__init__(self.en)


def secret(endpoint: str, name: str) -> str:
    """The environment variable `name`. Raises TransportError when it is not set."""
    value = os.environ.get(name)
    if not value:
        raise TransportError(endpoint, f"环境变量 {name} 没有设置。", f"the environment variable {name} is not set.")
    return value
