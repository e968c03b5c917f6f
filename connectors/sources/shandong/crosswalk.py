"""From provincial codes to national ones, by the reviewed tables in `crosswalks/`; what is not certain stays open.

Each table has the columns `ours,name,national,basis`: basis is `equal_name`, `reviewed` (a synonym a person looked
at), `same_stem` (a township that only became a street or town), `upper_level` (the division above, where the place
itself is in no ministry list), or blank where there is no certain counterpart.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from schemas.codes import codelist
from schemas.codes.diseases import disease_on
from schemas.codes.divisions import current, is_known, normalise
from schemas.issues import Issue

_FOLDER = Path(__file__).parent / "crosswalks"
_TITLES = {
    "contraindication": "职业禁忌证",
    "disease": "职业病种类代码",
    "division": "行政区划代码",
    "economic_type": "经济类型代码",
    "employer_size": "企业规模代码",
    "exam_conclusion": "体检结论代码",
    "exam_item": "健康指标代码",
    "exam_type": "检查类型代码",
    "hazard": "职业病危害因素代码",
    "industry": "国民经济行业分类代码",
    "work_type": "工种代码",
}


@dataclass(frozen=True)
class Crosswalk:
    """The national code of every mapped provincial one, and the name of every known one. `list` is ours."""

    list: str
    national: dict[str, str]
    names: dict[str, str]

    def issue(self, text: str, heading: str) -> Issue:
        """Why `text` has no national code, with the nearest names of our list where there is a name to compare."""
        name = self.names.get(text) or ("" if text.isascii() else text)
        near = codelist(self.list).nearest(name) if name and self.list != "contraindication" else []
        candidates = "、".join(dict.fromkeys(row.name for row in near)) or "—"
        return Issue(
            "name_unmapped" if name else "code_unknown", heading, {"list": _TITLES[self.list], "candidates": candidates}
        )


@cache
def crosswalk(name: str) -> Crosswalk:
    """The crosswalk into the list `name`. Raises FileNotFoundError for one that does not exist."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    national = {row["ours"]: row["national"] for row in rows if row["basis"]}
    return Crosswalk(name, national, {row["ours"]: row["name"].rstrip("*") for row in rows})


@cache
def same_codes(name: str) -> Crosswalk:
    """The crosswalk into a list whose codes the platform uses too, only without hyphens."""
    rows = codelist(name).rows
    return Crosswalk(name, {row.code.replace("-", ""): row.code for row in rows}, {})


def disease(ours: str, on: date | None) -> str | None:
    """The national code of a suspected disease, in the edition of the catalogue in force on `on`."""
    code = crosswalk("disease").national.get(ours)
    return (disease_on(code, on) or code) if code and on else code


def division(ours: str, on: date | None) -> str | None:
    """The division a platform region was on `on`.

    The platform renames regions without renumbering them and keeps abolished ones, so that the right code may be
    the mapped one, the region's own digits on a day before the change, or what became of either.
    """
    mapped = crosswalk("division").national.get(ours)
    places = [place for place in (mapped, normalise(ours)) if place]
    if on is None or not places:
        return mapped or next(iter(places), None)
    heirs = (current(place, on) for place in places)
    return next((place for place in (*places, *heirs) if place and is_known(place, on)), places[0])
