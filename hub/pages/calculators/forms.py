"""Forms of the calculators: fields as data, what was typed into them, and the case that it makes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Request

LONGEST = 200  # characters of one field
MOST_ROWS = 48
ANSWERS = {"yes": True, "no": False}
Kind = Literal["text", "day", "number", "choice", "whole", "answer"]


@dataclass(frozen=True)
class Field:
    """`name` is its place in the case, like `grade` or `hazards.0.code`; `key` is that of its texts.

    `choice` and `whole` are chosen among `choices`, `answer` among yes, no and unknown.
    """

    name: str
    kind: Kind
    key: str
    choices: Sequence[str] = ()
    needed: bool = False
    listed: str = ""

    @property
    def options(self) -> Sequence[str]:
        return tuple(ANSWERS) if self.kind == "answer" else self.choices

    def read(self, text: str) -> Any:
        """What was typed, as a case says it; what cannot be so stays text, for the calculator to refuse."""
        if self.kind == "answer":
            return ANSWERS.get(text, text)
        return int(text) if self.kind == "whole" and text.isascii() and text.isdecimal() else text


@dataclass(frozen=True)
class Group:
    """Fields under one heading; those of `rows` repeat, and a button asks for more of them."""

    key: str
    fields: Sequence[Field]
    rows: str = ""
    columns: int = 0

    @property
    def lines(self) -> list[Sequence[Field]]:
        """The fields, a line for each row."""
        step = self.columns or len(self.fields)
        return [self.fields[at : at + step] for at in range(0, len(self.fields), step)]


@dataclass(frozen=True)
class Form:
    """A form as it stands: what was typed, and by field the sentence of what is wrong."""

    groups: Sequence[Group]
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        return [each for group in self.groups for each in group.fields]

    @property
    def told(self) -> list[Field]:
        """The fields that were filled in, in their order."""
        return [each for each in self.fields if each.name in self.typed]

    def field_at(self, place: str) -> Field | None:
        """The field in which a place of the case was typed; of a whole list, its first."""
        within = (each for each in self.fields if f"{place}.".startswith(f"{each.name}."))
        return next(within, next((each for each in self.fields if each.name.startswith(f"{place}.")), None))

    def case(self) -> dict[str, Any]:
        """What was typed as a case: names with dots are objects in objects, or in lists where they are numbered."""
        tree: dict[str, Any] = {}
        for each in self.told:
            *path, last = each.name.split(".")
            node = tree
            for step in path:
                node = node.setdefault(step, {})
            node[last] = each.read(self.typed[each.name])
        return {name: _as_list(node) for name, node in tree.items()}


def _as_list(node: Any) -> Any:
    return list(node.values()) if isinstance(node, dict) and all(key.isdecimal() for key in node) else node


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    texts = ((name, text.strip()[:LONGEST]) for name, text in form.items() if isinstance(text, str))
    return {name: text for name, text in texts if text and name != "csrf"}


Typed = Annotated[dict[str, str], Depends(_typed)]


def closed_up(typed: Mapping[str, str], rows: Iterable[str]) -> dict[str, str]:
    """What was typed, with the rows of each list numbered anew without those that were left blank."""
    found = dict(typed)
    for name in rows:
        parts = {key: row for key in typed if (row := re.fullmatch(rf"{name}\.(\d{{1,2}})\.(\w+)", key, re.ASCII))}
        numbers = {n: place for place, n in enumerate(sorted({int(row[1]) for row in parts.values()}))}
        for key in parts:
            del found[key]
        found |= {f"{name}.{numbers[int(row[1])]}.{row[2]}": typed[key] for key, row in parts.items()}
    return found


def row_count(typed: Mapping[str, str], name: str, least: int) -> int:
    """How many rows of a list are shown: those filled in, at least so many, and as many again when more are asked."""
    filled = len({key.split(".")[1] for key in typed if key.startswith(f"{name}.")})
    shown = max(filled, least)
    return min(shown + least if typed.get("more") == name else shown, MOST_ROWS)
