"""The generated pages of issues and of code lists, their maps and the crosswalks of sources."""

import csv
from collections import Counter
from pathlib import Path

from connectors.registry import sources
from schemas.codes import FOLDER, Code, all_lists, codelist
from schemas.codes.titles import TITLES
from schemas.issues import Severity, catalogue
from tests.docs.markdown import table
from tests.docs.words import SEVERITIES

FREQUENT = 3  # sources of a list that are named
LOCAL = "本地扩展码"


def issues() -> str:
    """Every issue with its sentences, and how many of each severity."""
    entries = catalogue().values()
    counts = Counter(entry.severity for entry in entries)
    counted = "，".join(f"{SEVERITIES[each]}: {counts[each]}" for each in Severity)
    rows = ([f"`{entry.code}`", SEVERITIES[entry.severity], entry.zh, entry.en] for entry in entries)
    return f"{counted}\n\n" + table(["代码 code", "轻重 severity", "中文", "English"], rows)


def code_lists() -> str:
    """A line for each code list."""
    headings = [
        "代码表 list",
        "名称 title",
        "代码 codes",
        "有起止日期 dated",
        "本地扩展 local",
        "未核实 unverified",
        "来源 sources",
    ]
    return table(headings, map(_code_list, all_lists()))


def _code_list(name: str) -> list[str]:
    rows = codelist(name).rows
    numbers = (
        len({row.code for row in rows}),
        len({row.code for row in rows if row.valid_from or row.valid_to}),
        len({row.code for row in rows if LOCAL in row.source}),
    )
    shown = [f"{number:,}" if number else "" for number in numbers]
    return [f"[`{name}`](../../schemas/codes/{name}.csv)", TITLES[name], *shown, _unverified(rows), _sources(rows)]


def _unverified(rows: list[Code]) -> str:
    """How many rows say they are not verified; a list without that column says nothing."""
    if not any("verified" in row.extra for row in rows):
        return ""
    return str(sum(_is_unverified(row) for row in rows))


def _is_unverified(row: Code) -> bool:
    return row.extra.get("verified") == "false"


def _sources(rows: list[Code]) -> str:
    """How many sources there are, and those that most rows have."""
    counts = Counter(row.source for row in rows)
    named = " · ".join(source for source, _ in counts.most_common(FREQUENT))
    return f"{len(counts)}: {named}{' · …' if len(counts) > FREQUENT else ''}"


def unverified() -> str:
    """Each row that nobody has verified."""
    found = [(name, row) for name in all_lists() for row in codelist(name).rows if _is_unverified(row)]
    rows = ([f"`{name}`", f"`{row.code}`", row.name, row.valid_from or "", row.source] for name, row in found)
    return table(["代码表 list", "代码 code", "名称 name", "自 from", "来源 source"], rows)


def maps() -> str:
    """Every line of the maps between editions of a list."""
    lines = ((path, line) for path in sorted((FOLDER / "maps").glob("*.csv")) for line in _read(path))
    rows = (
        [f"`{path.stem}`", f"`{line['from']}`", f"`{line['to']}`", line["valid_from"], line["note"], line["source"]]
        for path, line in lines
    )
    return table(["对照 map", "原 from", "现 to", "自 since", "说明 note", "来源 source"], rows)


def crosswalks() -> str:
    """The crosswalks of sources: how many entries, and how many are left open."""
    rows = []
    for name, source in sources().items():
        for path in sorted((source.folder / "crosswalks").glob("*.csv")):
            lines = _read(path)
            bases = Counter(line["basis"] for line in lines if line["national"])
            shown = "、".join(f"`{basis}` {count:,}" for basis, count in bases.most_common())
            open_ = sum(not line["national"] for line in lines)
            rows.append([f"`{name}`", f"`{path.stem}`", f"{len(lines):,}", f"{open_:,}" if open_ else "", shown])
    return table(["来源 source", "对照表 crosswalk", "条 entries", "留空 left open", "依据 basis"], rows)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
