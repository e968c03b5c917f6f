"""Two worlds side by side: what is only in one of them, and what is different in both."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True)
class Difference:
    """`what` is added, removed, or the name of the field that moved, with what it was `before` and `after`."""

    rule: str
    subject: str
    what: str
    before: Any
    after: Any
    about: tuple[tuple[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        told = {"rule": self.rule, "subject": self.subject, **dict(self.about)}
        return told | {"what": self.what, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Told:
    """One thing in a world: the rule and subject it is of, what tells it apart, and the fields that are compared."""

    rule: str
    subject: str
    about: tuple[tuple[str, Any], ...]
    fields: Mapping[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.rule, self.subject, self.about)


def differences(before: Iterable[Told], after: Iterable[Told]) -> list[Difference]:
    """One for each that is added or removed, and for each field that moved; by rule and subject."""
    old, new = ({each.key: each for each in world} for world in (before, after))
    found = [_whole(each, REMOVED) for key, each in old.items() if key not in new]
    found += [_whole(each, ADDED) for key, each in new.items() if key not in old]
    for key in old.keys() & new.keys():
        found += _moved(old[key], new[key])
    return sorted(found, key=lambda each: (each.rule, each.subject, str(each.about), each.what))


def counts(found: Iterable[Difference]) -> dict[str, dict[str, int]]:
    """How many of each kind, by rule."""
    counted: dict[str, Counter[str]] = {}
    for each in found:
        counted.setdefault(each.rule, Counter())[each.what] += 1
    return {rule: dict(sorted(kinds.items())) for rule, kinds in sorted(counted.items())}


def _whole(each: Told, what: str) -> Difference:
    before, after = (each.fields, None) if what == REMOVED else (None, each.fields)
    return Difference(each.rule, each.subject, what, before, after, each.about)


def _moved(old: Told, new: Told) -> list[Difference]:
    return [
        Difference(old.rule, old.subject, name, old.fields[name], new.fields[name], old.about)
        for name in old.fields
        if old.fields[name] != new.fields[name]
    ]
