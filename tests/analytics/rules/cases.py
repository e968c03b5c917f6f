"""The cases of every rule, as the files beside the tests tell them, and what each of them shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import yaml

import analytics.rules
from analytics.rules import rules
from analytics.rules.base import Rule

HERE = Path(__file__).parent
FOUND, CLEAR = ("late", "wrong"), ("fine", "right")
# A case whose name has one of these words is about something that nobody told.
UNKNOWN = re.compile(r"\b(unknown|(not|nor .*) (told|known|measured|given)|nobody told)\b")
CLOSE = 0.05  # two numbers that are apart by no more than this part of them are on both sides of one bound


@dataclass(frozen=True)
class Case:
    """Days on which the rule finds something, days on which it does not, and the records and what else is told."""

    name: str
    found: tuple[date, ...]
    clear: tuple[date, ...]
    told: dict[str, Any]

    @property
    def nothing_wrong(self) -> bool:
        return not self.found

    @property
    def unknown(self) -> bool:
        """Something is not known, and nothing is found for it."""
        return self.nothing_wrong and UNKNOWN.search(self.name) is not None

    @property
    def day_by_day(self) -> bool:
        """Is it found on one day and not on the next, or the other way round?"""
        days = {**dict.fromkeys(self.found, True), **dict.fromkeys(self.clear, False)}
        return any(
            after - before == timedelta(1) and days[before] != days[after] for before, after in pairwise(sorted(days))
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Everything the records say, by where it stands: `.diagnosis.0.diagnosed_on`."""
        records = {key: rows for key, rows in self.told.items() if isinstance(rows, list) and _are_records(rows)}
        return dict(_leaves("", records))

    def borders_on(self, other: "Case") -> bool:
        """Are the two alike but for one number or day, a little apart, by which one is found and the other is not?"""
        if self.nothing_wrong == other.nothing_wrong or self.facts.keys() != other.facts.keys():
            return False
        apart = [(fact, other.facts[path]) for path, fact in self.facts.items() if fact != other.facts[path]]
        return len(apart) == 1 and _close(*apart[0])


def topics() -> list[str]:
    """The folders of rules."""
    return [entry.name for entry in iter_modules(analytics.rules.__path__) if entry.ispkg]


OF_MANY = frozenset({"Q08", "Q09", "Q10"})  # statistics over many records: their cases are tables of test_artefacts.py


def every_rule() -> list[tuple[str, Rule]]:
    """All rules with their topics."""
    return [(topic, rule) for topic in topics() for rule in rules(topic).values()]


def file_of(topic: str, rule: str) -> Path:
    return HERE / topic / f"{rule}.yml"


@cache
def cases(topic: str, rule: str) -> tuple[Case, ...]:
    """The cases of a rule. Raises FileNotFoundError for a rule without any."""
    told = yaml.safe_load(file_of(topic, rule).read_text(encoding="utf-8"))
    return tuple(Case(name, _days(case, FOUND), _days(case, CLEAR), case) for name, case in told.items())


def boundaries(of: tuple[Case, ...]) -> list[Case]:
    """The cases that show where a period or a bound ends: day by day, or with their neighbour."""
    return [case for case in of if case.day_by_day or any(case.borders_on(other) for other in of)]


def dates(case: Case) -> set[date]:
    """All days that its records tell."""
    return {fact for fact in case.facts.values() if isinstance(fact, date)}


def _days(case: dict[str, Any], keys: tuple[str, ...]) -> tuple[date, ...]:
    return tuple(sorted(day for key in keys for day in case.get(key, [])))


def _are_records(rows: list[Any]) -> bool:
    return any(isinstance(row, dict) for row in rows)


def _leaves(path: str, told: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(told, (dict, list)):
        for key, inner in told.items() if isinstance(told, dict) else enumerate(told):
            yield from _leaves(f"{path}.{key}", inner)
    else:
        yield path, told


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return abs(one - other) == timedelta(1)
    try:
        low, high = sorted((float(one), float(other)))
    except (TypeError, ValueError):
        return False
    return high - low <= CLOSE * abs(high)
