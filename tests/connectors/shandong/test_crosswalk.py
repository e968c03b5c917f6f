"""Provincial codes become national ones by their meaning, never by their position."""

from datetime import date
from typing import Any

import pytest

from connectors.sources.shandong.crosswalk import FOLDER, crosswalk, disease, division, same_codes
from schemas.codes import codelist
from schemas.codes.divisions import is_known
from tests.connectors.shandong.sheets import parse_one

LISTS = sorted(path.stem for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize(
    ("ours", "name", "national"),
    [
        ("1001", "上岗前", "01"),
        ("1002", "在岗期间", "02"),
        ("1003", "离岗时", "03"),
        ("1004", "离岗后", "05"),
        ("1005", "应急健康检查", "04"),
    ],
)
def test_exam_type_by_meaning(ours: str, name: str, national: str) -> None:
    assert parse_one(在岗状态编码=ours).fields["exam_type"] == national
    assert parse_one(在岗状态编码=name).fields["exam_type"] == national
    assert codelist("exam_type").get(national).name[:2] == name[:2]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("ours", "name", "national"),
    [
        ("12001", "未见异常", "01"),
        ("12002", "复查", "05"),
        ("12003", "疑似", "02"),
        ("12004", "禁忌", "03"),
        ("12005", "其他", "04"),
    ],
)
def test_conclusion_by_meaning(ours: str, name: str, national: str) -> None:
    (conclusion,) = parse_one(体检结论编码=ours).fields["conclusions"]
    assert conclusion["conclusion"] == national
    assert name in codelist("exam_conclusion").get(national).name  # type: ignore[union-attr]


def test_a_national_code_is_not_taken_for_a_provincial_one() -> None:
    row = parse_one(在岗状态编码="04")
    assert [issue.code for issue in row.issues] == ["code_unknown"]
    assert row.fields["exam_type"] == "shandong:04"  # held again should it be judged without its issues


@pytest.mark.parametrize("name", [name for name in LISTS if name not in ("contraindication", "unit")])
def test_every_mapped_code_is_in_the_national_list(name: str) -> None:
    national = crosswalk(name).national.values()
    assert [code for code in national if not codelist(name).knows(code)] == []


@pytest.mark.parametrize("name", LISTS)
def test_tables_are_sound(name: str) -> None:
    lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "ours,name,national,basis"
    assert len(crosswalk(name).names) == len(lines) - 1  # no provincial code twice


@pytest.mark.parametrize("name", ["hazard", "exam_item", "industry", "exam_type", "exam_conclusion"])
def test_equal_names_are_equal(name: str) -> None:
    table = crosswalk(name)
    by_name = {ours: codelist(name).named(table.names[ours]) for ours in table.national}
    assert [ours for ours, row in by_name.items() if row and row.code != table.national[ours]] == []


@pytest.mark.parametrize(
    ("ours", "on", "expected"),
    [
        ("3712030000", date(2018, 6, 1), "371203"),  # 钢城区, of 莱芜市 until 2019
        ("3712030000", date(2026, 6, 1), "370117"),
        ("371523", date(2018, 6, 1), "371523"),  # 茌平县
        ("3715230000", date(2018, 6, 1), "371523"),
        ("371523", date(2026, 6, 1), "371503"),  # 茌平区
        ("3715230000", date(2026, 6, 1), "371503"),
        ("371503", date(2026, 6, 1), "371503"),
        ("371503000", date(2026, 6, 1), "371503"),
        ("371503000000", date(2026, 6, 1), "371503"),
        ("3706340000", date(2019, 6, 1), "370634"),  # 长岛县, abolished in 2020
        ("3706340000", date(2026, 6, 1), "370614"),
        ("370684", date(2026, 6, 1), "370614"),  # 蓬莱市
        ("3701990000", date(2026, 6, 1), "370100"),  # 不详县: the city is what is certain
        ("3701020100", date(2026, 6, 1), "370102001"),  # 解放路街道, matched by name
        ("110105", date(2026, 6, 1), "110105"),
        ("999999", date(2026, 6, 1), None),
        ("37010", date(2026, 6, 1), None),
    ],
)
def test_regions(ours: str, on: date, expected: str | None) -> None:
    assert division(ours, on) == expected


def test_every_region_is_a_division_today() -> None:
    today = date(2026, 11, 24)
    lost = [ours for ours in crosswalk("division").names if not is_known(division(ours, today) or "", today)]
    assert lost == []


def test_unknown_counties_stand_for_their_city() -> None:
    table = crosswalk("division")
    counties = [ours for ours, name in table.names.items() if name == "不详县"]
    assert len(counties) == 17
    assert {table.national[ours] for ours in counties} <= {f"{ours[:4]}00" for ours in counties} | {"370000", "370100"}


@pytest.mark.parametrize(
    ("ours", "on", "expected"),
    [
        ("10377", date(2025, 7, 31), "10002"),  # 滑囊炎 moved to the musculoskeletal class
        ("10377", date(2025, 8, 1), "X1302"),
        ("10080", date(2026, 1, 1), "3003"),
        ("10369", date(2026, 1, 1), None),  # 尘肺 says too little
    ],
)
def test_diseases_by_edition(ours: str, on: date, expected: str | None) -> None:
    assert disease(ours, on) == expected


@pytest.mark.parametrize(
    ("name", "ours", "expected"),
    [
        ("work_type", "0010", "00-10"),
        ("work_type", "00-10", None),
        ("work_type", "铸造工", "09-001"),
        ("id_type", "1", "01"),
        ("id_type", "88", "88"),
        ("economic_type", "159", "159"),
    ],
)
def test_shared_lists(name: str, ours: str, expected: str | None) -> None:
    assert same_codes(name).find(ours) == expected


NAMES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"危害因素编码": "120022"}, "危害因素编码", "职业病危害因素 hazards", "hazards"),  # 汽油
    ({"危害因素编码": "打磨粉末"}, "危害因素编码", "职业病危害因素 hazards", "hazards"),
    ({"体检项目编码": "11133"}, "体检项目编码", "检查项目 examination items", "results"),  # C-反应蛋白
    ({"体检项目编码": "C-反应蛋白"}, "体检项目编码", "检查项目 examination items", "results"),
]


@pytest.mark.parametrize(("changes", "field", "title", "part"), NAMES)
def test_an_unmapped_name_holds_the_row(changes: dict[str, str], field: str, title: str, part: str) -> None:
    row = parse_one(**changes)
    (issue,) = row.issues
    assert (issue.code, issue.field, issue.severity) == ("name_unmapped", field, "hold")
    assert issue.detail["list"] == title
    candidates = issue.detail["candidates"].split("、")
    assert 1 <= len(candidates) <= 3
    known = codelist("hazard" if part == "hazards" else "exam_item")
    assert all(known.knows(candidate.split(" ")[0]) for candidate in candidates)
    assert "shandong:" in str(row.fields[part])  # what arrived stays, and passes for no national code


def test_a_hazard_name_of_either_list_is_understood() -> None:
    assert parse_one(危害因素编码="噪声；1,3-丁二烯").fields["hazards"] == ("3008", "2050")
    assert parse_one(危害因素编码="110001，130001、110001").fields["hazards"] == ("1038", "3008")
