"""Numbers of law and of method as data: dated, cited, and marked when their source could not be checked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from schemas.overlay import cached, text_of

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Value:
    """A number in force from `valid_from` up to, not including, `valid_to`; or a table of numbers, by grade say.

    Where there is a table, `value` is not a number, so that nothing can be worked out with it by mistake.
    """

    value: float
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool
    table: Mapping[str, float] = field(default_factory=dict, hash=False)

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    def as_json(self) -> dict[str, Any]:
        """`value` is null where there is a table, and the other way round."""
        return {
            "value": None if self.table else self.value,
            "table": dict(self.table) or None,
            "from": self.valid_from.isoformat() if self.valid_from else None,
            "to": self.valid_to.isoformat() if self.valid_to else None,
            "source": self.source,
            "verified": self.verified,
        }


@dataclass(frozen=True)
class Parameter:
    """`name` is the path of its file, like gaps/employer_application_days; `text_hash` is the SHA-256 of its text."""

    name: str
    description: str
    unit: str
    clause: str
    values: tuple[Value, ...]
    text_hash: str = ""

    def on(self, day: date) -> Value:
        """The value in force on `day`. Raises LookupError where the law says nothing for that day."""
        for value in self.values:
            if value.in_force(day):
                return value
        raise LookupError(f"{self.name} has no value in force on {day}")


@cached
def parameter(name: str) -> Parameter:
    """The parameter of `<name>.yml`, or of what an overlay (schemas.overlay) has in its place."""
    text = text_of(path_of(name))
    stored = yaml.safe_load(text)
    values = tuple(_value(entry) for entry in stored["values"])
    text_hash = sha256(text.encode()).hexdigest()
    return Parameter(name, stored["description"], stored["unit"], stored["clause"], values, text_hash)


def path_of(name: str) -> Path:
    """The installed file of a parameter."""
    return FOLDER / f"{name}.yml"


def all_parameters() -> list[str]:
    """The names of all parameters."""
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yml"))


def _value(entry: dict[str, Any]) -> Value:
    table = {str(key): float(number) for key, number in entry.get("table", {}).items()}
    value = math.nan if table else float(entry["value"])
    return Value(value, entry.get("from"), entry.get("to"), entry["source"], bool(entry["verified"]), table)
