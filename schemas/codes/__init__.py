"""Code lists with validity dates: which codes exist, what they mean, and on which day they were in force.

Each list is `<list>.csv` beside this file with the columns `code,name,valid_from,valid_to,source` (half-open
interval, blank = unbounded) and, where a list needs them, further columns kept in `Code.extra`.
"""

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import StringIO
from pathlib import Path

from rapidfuzz import fuzz, process

from schemas.overlay import cached, text_of

FOLDER = Path(__file__).parent
_OWN_COLUMNS = ("code", "name", "valid_from", "valid_to", "source")


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a list: `code` means `name` from `valid_from` up to, not including, `valid_to`."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    extra: dict[str, str] = field(default_factory=dict, hash=False)

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


class CodeList:
    """One code list. A code may stand in several rows whose intervals do not overlap."""

    def __init__(self, name: str, rows: list[Code]) -> None:
        self.name = name
        self.rows = rows
        self._by_code: dict[str, list[Code]] = {}
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)

    @cached_property
    def always(self) -> frozenset[str]:
        """Codes that are in force on every day: most of them, and a set test is all they need."""
        return frozenset(row.code for row in self.rows if row.valid_from is None and row.valid_to is None)

    @cached_property
    def _by_name(self) -> dict[str, list[Code]]:
        names: dict[str, list[Code]] = {}
        for row in self.rows:
            names.setdefault(plain(row.name), []).append(row)
        return names

    def get(self, code: str, on: date | None = None) -> Code | None:
        """The row of `code` in force on `on` (any row when `on` is None), or None."""
        return next((row for row in self._by_code.get(code, ()) if on is None or row.in_force(on)), None)

    def knows(self, code: str) -> bool:
        """Is this a code of the list on any day?"""
        return code in self._by_code

    def named(self, name: str, on: date | None = None) -> Code | None:
        """The one row whose name equals `name` but for spaces and width; None when there is none or several."""
        rows = [row for row in self._by_name.get(plain(name), ()) if on is None or row.in_force(on)]
        return rows[0] if len({row.code for row in rows}) == 1 else None

    def nearest(self, name: str, limit: int = 3) -> list[Code]:
        """The rows whose names look most like `name`, best first: candidates for a person to choose from."""
        found = process.extract(plain(name), list(self._by_name), scorer=fuzz.WRatio, limit=limit)
        return [self._by_name[match][0] for match, _, _ in found]

    def nearest_codes(self, code: str, limit: int = 3) -> list[Code]:
        """The rows whose codes look most like `code`, best first: most wrong codes are mistyped ones."""
        found = process.extract(code, list(self._by_code), scorer=fuzz.ratio, limit=limit)
        return [self._by_code[match][-1] for match, _, _ in found]


def plain(name: str) -> str:
    """A name without spaces, in half-width brackets, for comparing names written by different hands."""
    return "".join(name.split()).translate(str.maketrans("（）【】，；：＜＞％", "()[],;:<>%")).lower()


@cached
def codelist(name: str) -> CodeList:
    """The list of that name. Raises FileNotFoundError for a list that does not exist."""
    lines = StringIO(text_of(FOLDER / f"{name}.csv"))
    return CodeList(name, [_row(cells) for cells in csv.DictReader(lines)])


def all_lists() -> list[str]:
    """The names of all lists."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def _row(cells: dict[str, str]) -> Code:
    extra = {name: text for name, text in cells.items() if name not in _OWN_COLUMNS and text}
    return Code(
        cells["code"], cells["name"], _date(cells["valid_from"]), _date(cells["valid_to"]), cells["source"], extra
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
