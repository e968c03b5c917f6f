"""The answer: items with formula, payer and basis; what could not be decided, for want of what; what else to know."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Payer = Literal["fund", "employer"]
Kind = Literal["one_off", "monthly", "cost", "claim"]


class UnknownError(Exception):
    """It depends on what the case does not say: `needs` are names of fields."""

    def __init__(self, *needs: str) -> None:
        super().__init__("unknown: " + ", ".join(needs))
        self.needs = needs


@dataclass(frozen=True)
class Used:
    """A number that was used: the case's own, or one of a dated table, with the days on which it is in force."""

    name: str
    number: Decimal
    source: str
    verified: bool = True
    is_own: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": float(self.number),
            "own": self.is_own,
            "from": _day(self.valid_from),
            "to": _day(self.valid_to),
            "source": self.source,
            "verified": self.verified,
        }


@dataclass(frozen=True)
class Item:
    """What the law gives: `amount` in yuan, two decimals; None where it is paid by receipt or is a claim.

    It runs from `begins` up to, not including, `until`. `is_settled` is False where the rule itself (not a number in
    it) rests on a text that nobody could check. `dependant` counts from 1, in the order of the case.
    """

    code: str
    payer: Payer
    kind: Kind
    amount: Decimal | None
    formula: str
    formula_zh: str
    basis: tuple[str, ...]
    used: tuple[Used, ...] = ()
    begins: date | None = None
    until: date | None = None
    is_settled: bool = True
    more: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def verified(self) -> bool:
        """Does all that came from our tables rest on a text that was checked? The case's own numbers do not count."""
        return self.is_settled and all(each.verified for each in self.used)

    def paid_by(self, payer: Payer, *basis: str, is_settled: bool = True) -> "Item":
        """The same with another payer, under further clauses."""
        return replace(self, payer=payer, basis=self.basis + basis, is_settled=self.is_settled and is_settled)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "payer": self.payer,
            "kind": self.kind,
            "amount": None if self.amount is None else float(self.amount),
            "from": _day(self.begins),
            "until": _day(self.until),
            "formula": self.formula,
            "formula_zh": self.formula_zh,
            "basis": list(self.basis),
            "verified": self.verified,
            "parameters": [each.as_json() for each in self.used],
            **self.more,
        }


@dataclass(frozen=True)
class Note:
    """What a lawyer would add to an item, or to its absence."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Answer:
    """`unknown` is pairs (field, item code); `ignored` are names in the case that mean nothing here."""

    items: Sequence[Item]
    unknown: Sequence[tuple[str, str]]
    notes: Sequence[Note] = ()
    ignored: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """The form of the interface; fields beyond it are only added."""
        return {
            "items": [item.as_json() for item in self.items],
            "unknown": [{"needs": needs, "for": code} for needs, code in self.unknown],
            "notes": [{"for": note.code, "zh": note.zh, "en": note.en} for note in self.notes],
            "ignored": list(self.ignored),
        }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
