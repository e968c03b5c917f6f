"""What the pages are made of: tables, code blocks, links, and the sections between two comments that are generated."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

SECTION = re.compile(r"(?P<begin><!-- generated: (?P<name>[\w -]+?) -->)(?P<text>.*?)(?P<end><!-- end -->)", re.DOTALL)
BLOCK = re.compile(r"^```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<title>.+)$", re.MULTILINE)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; what would end a cell early is escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(content: object) -> str:
    return " ".join(str(content).split()).replace("|", "\\|")


def fenced(kind: str, text: str) -> str:
    """A block of code."""
    return f"```{kind}\n{text.strip()}\n```"


def filled(page: str, sections: dict[str, Callable[[], str]]) -> str:
    """The page with its sections as they are generated now. A text of several lines stands apart, any other in line."""

    def fill(found: re.Match[str]) -> str:
        text = sections[found["name"]]()
        return found["begin"] + (f"\n\n{text}\n\n" if "\n" in text else text) + found["end"]

    return SECTION.sub(fill, page)


def blocks(page: str, kind: str) -> list[str]:
    """The blocks of code of one kind."""
    return [found["text"] for found in BLOCK.finditer(page) if found["kind"] == kind]


def links(page: str) -> Iterator[str]:
    """The targets of links that do not leave the project."""
    for found in _LINK.finditer(BLOCK.sub("", page)):
        if "://" not in found["target"]:
            yield found["target"]


def anchors(page: str) -> set[str]:
    """The names by which the headings of a page can be linked to."""
    titles = (found["title"].lower() for found in _HEADING.finditer(BLOCK.sub("", page)))
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in titles}
