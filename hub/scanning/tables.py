"""Files of cases, population, controls and coordinates as columns by their meaning, each row with its line.

Two kinds: white space and columns by position (.cas, .pop, .ctl, .geo of SaTScan), or CSV with a line of names.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hub.errors import HubError, NotFoundError
from hub.scanning.dates import looks_dated

MEANINGS = {
    "id": "id location_id location place_id place region tract district county area site zip fips code name "
    "地点编号 编号 地点 区划代码 代码 区域 区县 地区 县 市 名称",
    "x": "x x_coordinate easting 横坐标",
    "y": "y y_coordinate northing 纵坐标",
    "longitude": "longitude lon long lng 经度",
    "latitude": "latitude lat 纬度",
    "cases": "cases case count observed n_cases 病例 病例数 例数",
    "controls": "controls control n_controls 对照 对照数",
    "population": "population pop persons expected 人口 人口数 期望数",
    "date": "date time period 日期 时间",
    "year": "year 年 年份",
    "month": "month 月 月份",
    "day": "day 日",
}
BY_POSITION = {  # what stands first in each kind of file; what follows are strata
    "cases": ("id", "cases"),
    "controls": ("id", "controls"),
    "population": ("id", "date", "population"),
    "coordinates": ("id",),
}
CALLED = {"cases": "病例", "controls": "对照", "population": "人口", "coordinates": "坐标"}
_NAMED = {name: meaning for meaning, names in MEANINGS.items() for name in names.split()}


@dataclass(frozen=True)
class Table:
    """`columns` by meaning, each a list of texts as long as `lines`; `others` by their own names."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]
    others: dict[str, list[str]] = field(default_factory=dict)
    named: bool = False

    def refuse(self, row: int, zh: str, en: str) -> HubError:
        """The refusal of a row, with its file and line."""
        at = self.lines[row]
        return HubError(f"{self.path.name} 第 {at} 行：{zh}", f"{self.path.name}, line {at}: {en}")


def read_table(path: Path, kind: str, dated: bool = False) -> Table:
    """A file of `kind` (a key of CALLED); by position the third column of cases is a date if `dated` or it looks so.

    Raises HubError where the file cannot be read or a row is too short.
    """
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise HubError(f"{path.name} 是空文件。", f"{path.name} is empty.")
    separator = next((each for each in (",", ";", "\t") if each in first), None)
    meanings = [_meaning(name) for name in first.split(separator)]
    named = any(meanings) if separator else all(meanings)
    if path.suffix.lower() == ".csv" and not named:
        raise HubError(
            f"{path.name} 的首行须是列名，例如 id,cases；现在看到的不是。",
            f"The first line of {path.name} must name the columns, as id,cases; this one does not.",
        )
    rows = list(_rows(text, separator if named else None))
    return _by_name(path, rows, kind) if named else _by_place(path, rows, kind, dated)


def _text(path: Path) -> str:
    if not path.is_file():
        raise NotFoundError(f"没有文件 {path.name}，请检查路径。", f"There is no file {path.name}; check the path.")
    try:
        told = path.read_bytes()
    except OSError:
        raise HubError(
            f"{path.name} 读不出来，请检查权限。", f"{path.name} cannot be read; check your rights."
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return told.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HubError(
        f"{path.name} 不是文本（UTF-8 或 GB18030）；请另存为文本。",
        f"{path.name} is no text in UTF-8 or GB18030; save it as text.",
    )


def _rows(text: str, separator: str | None) -> Iterable[tuple[int, list[str]]]:
    """Line numbers and fields; without separator any white space parts them, save inside double quotes."""
    lines = text.splitlines()
    reader = csv.reader(
        (line if separator else re.sub(r"\s+", " ", line).strip() for line in lines),
        delimiter=separator or " ",
        skipinitialspace=True,
    )
    for fields in reader:
        if any(each.strip() for each in fields):
            yield reader.line_num, [each.strip() for each in fields]


def _meaning(name: str) -> str | None:
    return _NAMED.get(name.strip().strip('"').lower())


def _by_name(path: Path, rows: list[tuple[int, list[str]]], kind: str) -> Table:
    header, body = rows[0][1], rows[1:]
    meanings = _meanings(header)
    table = Table(path, {}, [line for line, _ in body], named=True)
    for at, (_, fields) in enumerate(body):
        if len(fields) != len(header):
            raise table.refuse(at, f"应有 {len(header)} 列，实有 {len(fields)} 列。",
                               f"{len(header)} fields expected, {len(fields)} found.")  # fmt: skip
    for name, meaning, values in zip(header, meanings, _columns(body, len(header)), strict=True):
        if meaning:
            table.columns[meaning] = values
        else:
            table.others[name] = values
    return _need(table, ("id",) if kind == "coordinates" else ("id", kind))


def _meanings(header: list[str]) -> list[str | None]:
    """What each column means; of several that mean the same the one named first in MEANINGS."""
    found = [_meaning(name) for name in header]
    rank = [list(_NAMED).index(name.lower()) if meaning else 0 for name, meaning in zip(header, found, strict=True)]
    return [
        meaning if meaning and rank[at] == min(rank[k] for k, each in enumerate(found) if each == meaning) else None
        for at, meaning in enumerate(found)
    ]


def _need(table: Table, meanings: tuple[str, ...]) -> Table:
    """The table, if it has all `meanings`; a line list without counts has one case a row."""
    for meaning in meanings:
        if meaning in ("cases", "controls") and meaning not in table.columns:
            table.columns[meaning] = ["1"] * len(table.lines)
        if meaning not in table.columns:
            names = MEANINGS[meaning].split()
            raise HubError(
                f"{table.path.name} 缺少一列：{names[0]}（或 {names[-1]}）。",
                f"{table.path.name} has no column {names[0]}.",
            )
    return table


def _by_place(path: Path, rows: list[tuple[int, list[str]]], kind: str, dated: bool) -> Table:
    """Columns by their position. A population of two columns is one without a date."""
    first, width = BY_POSITION[kind], len(rows[0][1])
    if kind == "population" and width == 2:
        first = ("id", "population")
    table = Table(path, {}, [line for line, _ in rows])
    usual = max(width, 3 if kind == "coordinates" or dated else len(first))
    for at, (_, fields) in enumerate(rows):
        if len(fields) != usual:
            raise table.refuse(at, f"{CALLED[kind]}文件此行应有 {usual} 列，实有 {len(fields)} 列。",
                               f"{usual} fields expected, {len(fields)} found.")  # fmt: skip
    columns = _columns(rows, width)
    if kind in ("cases", "controls") and width > 2 and (dated or looks_dated(columns[2])):
        first = (*first, "date")
    table.columns.update(zip(first, columns, strict=False))
    table.others.update({str(at + 1): values for at, values in enumerate(columns[len(first) :], len(first))})
    return table


def _columns(rows: list[tuple[int, list[str]]], width: int) -> list[list[str]]:
    return [[fields[at] for _, fields in rows] for at in range(width)]
