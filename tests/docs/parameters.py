"""The generated page of parameters: every number of law and of method with its values over time, and who uses it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from analytics.parameters import Value, all_parameters, parameter
from tests.analytics.rules.cases import every_rule
from tests.docs.markdown import table
from tests.docs.words import TOPICS, UNITS

HEADINGS = (
    "参数 parameter",
    "说明",
    "数值 value",
    "单位",
    "自 from",
    "至（不含）to",
    "条款 clause",
    "来源 source",
    "核实 verified",
)


def parameters() -> str:
    """A table for each folder of parameters, below a heading of its own."""
    folders = groupby(all_parameters(), key=lambda name: name.partition("/")[0])
    used = _users()
    return "\n\n".join(_folder(folder, list(names), used) for folder, names in folders)


def values(names: Iterable[str]) -> str:
    """A line for each value of each of the parameters `names`, with the days on which it is in force."""
    return table(HEADINGS, (line for name in names for line in lines(name)))


def lines(name: str) -> Iterator[list[object]]:
    """The values of a parameter, the oldest first; what they have in common stands in the first line."""
    known = parameter(name)
    for place, value in enumerate(known.values):
        told = [f"`{name}`", known.description, known.clause] if place == 0 else ["", "", ""]
        days = [value.valid_from or "", value.valid_to or ""]
        verified = "是" if value.verified else "**否**"
        yield [*told[:2], _number(value), UNITS.get(known.unit, known.unit), *days, told[2], value.source, verified]


def _folder(folder: str, names: list[str], used: dict[str, list[str]]) -> str:
    title = f"## {TOPICS[folder]} {folder}" if folder in TOPICS else f"## {folder}"
    rows = ([*line, "、".join(used[name]) if line[0] else ""] for name in names for line in lines(name))
    return f"{title}\n\n" + table([*HEADINGS, "用于 used by"], rows)


def _users() -> dict[str, list[str]]:
    """Links to the rules that declare each parameter."""
    used = defaultdict(list)
    for topic, rule in every_rule():
        for name in rule.parameters:
            used[name].append(f"[{rule.id}](rules/{topic}.md#{rule.id.lower()})")
    return used


def _number(value: Value) -> str:
    if not value.table:
        return f"{value.value:,g}" if value.value < 1000 else f"{value.value:,.0f}"
    return "，".join(f"{key}: {number:g}" for key, number in value.table.items())
