"""What a paper is made of, whichever file it becomes: headings, paragraphs, tables and pictures under a letterhead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Form = Literal["pdf", "docx"]
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Heading:
    """A heading within the paper."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `place`: body is indented as Chinese prose is; open begins at the margin, as an address does; end
    stands at the right, as a signature does; small is a note."""

    text: str
    place: Literal["body", "open", "end", "small"] = "body"


@dataclass(frozen=True)
class Grid:
    """A table under a caption. Without `titles` its first column names the rows. Columns in `numbers` stand right."""

    caption: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A drawing, made in the form that the file can hold, and what it shows in words, for who cannot see it."""

    caption: str
    told: str
    draw: Callable[[Literal["svg", "png"]], bytes]


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True)
class Paper:
    """A whole paper. `issuer` stands in the letterhead, `number` below it, blank for none."""

    title: str
    issuer: str
    number: str
    on: date
    blocks: Sequence[Block] = field(default_factory=list)
    lang: str = "zh"
