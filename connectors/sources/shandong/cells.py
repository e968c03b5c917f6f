"""Reads one cell as a date, a number, a yes or no, or a code; what cannot be read becomes an issue, never a guess."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from connectors.sources.shandong.crosswalk import Crosswalk, crosswalk, same_codes
from connectors.sources.shandong.crosswalk import disease as disease_code
from connectors.sources.shandong.crosswalk import division as division_code
from schemas.identifiers import IdFault, parse_resident_id
from schemas.issues import Issue

_EXPONENT = re.compile(r"\d([.]\d+)?[eE][+]?\d+").fullmatch
_SERIAL = re.compile(r"(\d{5})([.]\d+)?").fullmatch
_DATE = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|([-/.年])(\d{1,2})[-/.月](\d{1,2})日?)(?:[ T].*)?").fullmatch
_FORMULA = re.compile(r"=.*[A-Za-z(+*/-].*|#(N/A|REF!|VALUE!|DIV/0!|NAME[?]|NUM!|NULL!)").fullmatch
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of Excel's 1900 date system, as it counts from March 1900 on
_YES_NO = {"1": True, "0": False, "是": True, "否": False}
_ABNORMAL = {"1": False, "0": True, "合格": False, "不合格": True}


@dataclass(slots=True)
class Cell:
    """A filled cell: its text, its heading, the day of the examination, and where its issues go."""

    text: str
    heading: str
    on: date | None
    issues: list[Issue]

    def refuse(self, code: str, **detail: str) -> None:
        self.issues.append(Issue(code, self.heading, detail))


Reader = Callable[[Cell], Any]  # None when the cell could not be read; the cell then has an issue


def read(cell: Cell, reader: Reader) -> Any:
    """What `reader` makes of the cell. A formula that nobody calculated is no content."""
    if cell.text.startswith(("=", "#")) and _FORMULA(cell.text):
        cell.refuse("field_invalid", expected="值，不是公式或错误值 a value, not a formula or an error")
        return None
    return reader(cell)


def read_text(cell: Cell) -> str:
    return cell.text


def read_identifier(cell: Cell) -> str:
    """A number that is only a name for something. As it arrived, mangled or not: a held row shows what there was."""
    if _EXPONENT(cell.text):
        cell.refuse("number_mangled")
    return cell.text


def read_id_number(cell: Cell) -> str:
    """A spreadsheet keeps 15 digits of a number and writes zeros for the rest."""
    zeroed = cell.text.endswith("000") and parse_resident_id(cell.text) is IdFault.CHECK_DIGIT
    if zeroed:
        cell.refuse("number_mangled")
    return cell.text if zeroed else read_identifier(cell)


def read_date(cell: Cell) -> date | None:
    """A date with the year first, or the day number that Excel stores for one (noted)."""
    if serial := _SERIAL(cell.text):
        cell.refuse("deviation_tolerated", deviation="Excel 日期序号 an Excel day number")
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    found = _DATE(cell.text)
    try:
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit()) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        cell.refuse("date_invalid")
        return None


def read_whole(cell: Cell) -> int | None:
    if re.fullmatch(r"\d{1,6}([.]0+)?", cell.text):
        return int(cell.text.split(".")[0])
    cell.refuse("field_invalid", expected="整数 a whole number")
    return None


def read_yes_no(cell: Cell) -> bool | None:
    return _choose(cell, _YES_NO, "1 是 yes、0 否 no")


def read_abnormal(cell: Cell) -> bool | None:
    """The platform says whether a result is fit (合格); the shared language, whether it is abnormal."""
    return _choose(cell, _ABNORMAL, "1 合格 normal、0 不合格 abnormal")


def read_division(cell: Cell) -> str:
    return _known(cell, division_code(cell.text, cell.on), crosswalk("division"))


def read_disease(cell: Cell) -> str:
    return _known(cell, disease_code(cell.text, cell.on), crosswalk("disease"))


def read_contraindication(cell: Cell) -> str:
    """The names of contraindications: the national document has no codes for them. Words stay as they are."""
    table = crosswalk("contraindication")
    texts = [text for text in re.split(r"[;；|,，、\s]+", cell.text) if text]
    if not all(text.isdigit() for text in texts):
        return cell.text
    return "；".join(_known(cell, table.find(text), table, text) for text in texts)


def read_unit(cell: Cell) -> str | None:
    """The written unit of a unit's code, or the unit as written. The platform's 无 (none) is no unit."""
    table = crosswalk("unit")
    if cell.text in table.national:
        return table.national[cell.text] or None
    return _known(cell, None, table) if cell.text.isdigit() and len(cell.text) == 4 else cell.text


def mapped(name: str) -> Reader:
    """Reads one code or name by the crosswalk into the list `name`."""
    return lambda cell: _known(cell, crosswalk(name).find(cell.text, cell.on), crosswalk(name))


def shared(name: str) -> Reader:
    """Reads one code or name of a list whose codes the platform has taken over."""
    return lambda cell: _known(cell, same_codes(name).find(cell.text, cell.on), same_codes(name))


def read_hazards(cell: Cell) -> tuple[str, ...]:
    """Codes between commas or semicolons, or names between semicolons (names of substances hold commas)."""
    table = crosswalk("hazard")
    texts = [text.strip() for part in re.split(r"[;；|\n]", cell.text) for text in _commas(part)]
    return tuple(dict.fromkeys(_known(cell, table.find(text, cell.on), table, text) for text in texts if text))


def _commas(part: str) -> list[str]:
    codes = re.split(r"[,，、\s]+", part.strip())
    return codes if all(code.isdigit() for code in codes if code) else [part]


def _choose(cell: Cell, choices: dict[str, bool], expected: str) -> bool | None:
    if cell.text not in choices:
        cell.refuse("field_invalid", expected=expected)
    return choices.get(cell.text)


def _known(cell: Cell, found: str | None, table: Crosswalk, text: str = "") -> str:
    """`found`, or an issue and the sender's own code marked as such, so that it never passes for a national one."""
    if found is None:
        cell.issues.append(table.issue(text or cell.text, cell.heading))
    return found or f"shandong:{text or cell.text}"[:20]
