"""What is wrong with a record: a code, the row and the field, never the value.

The sentences live in `issues.csv`; Chinese first, English too. Severity decides what becomes of the row.
"""

import csv
import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path


class Severity(StrEnum):
    """What becomes of a row: a note lets it pass, a hold keeps it for a person, a rejection sends it back."""

    NOTE = "note"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem. `field` is the sender's own name of the field; `detail` fills the sentence and holds no values."""

    code: str
    field: str = ""
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return catalogue()[self.code].severity

    @property
    def message_zh(self) -> str:
        return catalogue()[self.code].zh.format_map(_Blanks(self.detail, field=self.field))

    @property
    def message_en(self) -> str:
        return catalogue()[self.code].en.format_map(_Blanks(self.detail, field=self.field))


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of issue and its two sentences, with `{names}` for what `Issue.detail` fills in."""

    code: str
    severity: Severity
    zh: str
    en: str


def worst(issues: Iterable[Issue]) -> Severity | None:
    """The severity that decides over a row with these issues; None when there are none."""
    order = list(Severity)
    return max((issue.severity for issue in issues), key=order.index, default=None)


@cache
def catalogue() -> dict[str, Entry]:
    """Every issue code there is. A code is never reused for something else after it is removed."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        rows = [Entry(r["code"], Severity(r["severity"]), r["zh"], r["en"]) for r in csv.DictReader(lines)]
    return {row.code: row for row in rows}


class _Blanks(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
