"""The generated tables of the examination schedule: by hazard for both editions, items, and what follows leaving."""

from collections.abc import Iterator

from analytics.surveillance.editions import Edition, editions
from analytics.surveillance.intervals import Interval, Range, of_section
from analytics.surveillance.items import requirement
from analytics.surveillance.tables import Row, rows
from schemas.codes import Code, codelist
from tests.docs.markdown import table

TYPES = {"01": "岗前", "02": "在岗", "03": "离岗", "04": "应急", "05": "离岗后"}
CLASSES = ("0", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
GROUPS = {"large": "大型车及营运性", "small": "小型车及非营运性", "": ""}


def hazards() -> str:
    """A line for each national hazard code that an edition has a section on."""
    found = [row for row in codelist("hazard").rows if any(edition.sections(row.code) for edition in editions())]
    headings = [
        "代码",
        "危害因素",
        *(f"{edition.name} {what}" for edition in editions() for what in ("条款", "在岗周期", "其他")),
    ]
    return table(headings, map(_hazard, found))


def _hazard(row: Code) -> list[str]:
    return [f"`{row.code}`", row.name, *(cell for edition in editions() for cell in _cells(edition, row.code))]


def _cells(edition: Edition, hazard: str) -> list[str]:
    sections = edition.sections(hazard)
    if not sections:
        return ["无", "", ""]
    asked = requirement(edition, hazard, "02")
    told = "；".join(_interval(row) for section in sections for row in of_section(edition.name, section))
    others = (TYPES[kind] for kind in ("01", "03", "04", "05") if requirement(edition, hazard, kind))
    return ["、".join(sections), ("" if asked is None or asked.mandatory else "推荐：") + told, "、".join(others)]


def _interval(row: Interval) -> str:
    """Like "Ⅱ级及以上 24–36 月"."""
    months = str(row.months) if row.least == row.months else f"{row.least}–{row.months}"
    if row.from_start:
        return f"首次在上岗后第 {months} 个月"
    when = " ".join(filter(None, (GROUPS[row.group], _since(row), _classes(row.graded), _level(row.level))))
    return f"{when} {months} 月".strip()


def _classes(graded: Range) -> str:
    if not graded.asks:
        return ""
    low, high = graded.low or 0, len(CLASSES) if graded.high is None else graded.high
    names = CLASSES[low:high]
    if high == len(CLASSES):
        return f"{names[0]} 级及以上"
    return f"{names[-1]} 级" if len(names) == 1 else f"{names[-1]} 级及以下"


def _level(level: Range) -> str:
    if not level.asks:
        return ""
    return f"≥{level.low}" + ("" if level.high is None else f"，<{level.high}")


def _since(row: Interval) -> str:
    if row.since.high is not None:
        return f"上岗 {row.since.high} 个月内"
    return "此后" if row.since.low else ""


def items() -> str:
    """Every type of examination of every section, with its mandatory items and where it stands."""
    lines = ([row["edition"], row["section"], row["hazard"], *_asked(row)] for row in rows("requirements"))
    return table(["版本", "节", "危害因素", "种类", "性质", "必检项目", "条款", "核实"], lines)


def _asked(row: Row) -> list[str]:
    binding = "强制" if row["mandatory"] == "true" else "推荐"
    verified = "是" if row["verified"] == "true" else "否"
    return [TYPES[row["type"]], binding, row["items"].replace("|", "、"), row["clause"], verified]


def interim() -> str:
    """What is due in between."""
    lines = (
        [row["edition"], row["section"], row["items"].replace("|", "、"), row["months"], row["clause"]]
        for row in rows("interim")
    )
    return table(["版本", "节", "项目", "周期/月", "条款"], lines)


def follow_up() -> str:
    """How long and how often after leaving."""
    return table(
        ["版本", "节", "在岗月数", "随访月数", "周期/月", "可免", "另须知道", "条款"],
        map(_follow_up, rows("follow_up")),
    )


def _follow_up(row: Row) -> list[str]:
    over, to = row["exposed_over"], row["exposed_to"]
    exposed = " ".join(filter(None, (f">{over}" if over else "", f"≤{to}" if to else "")))
    spared = f"{row['spared'].replace('<=', '≤')} 且低于限值" if row["spared"] else ""
    return [
        row["edition"], row["section"], exposed, row["follow_months"], row["months"], spared,
        f"`{row['needs']}`" if row["needs"] else "", row["clause"],
    ]  # fmt: skip


def without_code() -> str:
    """Sections that no national hazard code leads to."""
    lines = (
        [edition.name, section, name] for edition in editions() for section, name in _sections(edition).items()
        if not any(section in edition.sections(row.code) for row in codelist("hazard").rows)
    )  # fmt: skip
    return table(["版本", "节", "危害因素"], lines)


def _sections(edition: Edition) -> dict[str, str]:
    return dict(_named(edition))


def _named(edition: Edition) -> Iterator[tuple[str, str]]:
    for row in rows("requirements"):
        if row["edition"] == edition.name:
            yield row["section"], row["hazard"]
