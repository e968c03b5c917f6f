"""The code lists: complete, dated, and as large as the documents they are from say."""

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Annotated, get_args, get_origin

import pytest

from schemas import coded
from schemas.codes import CodeList, all_lists, codelist
from schemas.codes.diseases import disease_on

BEFORE, AFTER = date(2026, 7, 31), date(2026, 8, 1)
OLD_EDITION, NEW_EDITION = date(2025, 7, 31), date(2025, 8, 1)


def named_lists() -> list[str]:
    types = [value for value in vars(coded).values() if get_origin(value) is Annotated]
    return sorted({mark.name for kind in types for mark in get_args(kind)[1:] if isinstance(mark, coded.InList)})


@pytest.mark.parametrize("name", named_lists())
def test_every_named_list_exists(name: str) -> None:
    assert codelist(name).rows


def test_there_is_no_list_without_a_use() -> None:
    assert all_lists() == named_lists()


@pytest.mark.parametrize("name", all_lists())
def test_rows_are_whole(name: str) -> None:
    for row in codelist(name).rows:
        assert row.code == row.code.strip()
        assert 0 < len(row.code) <= 20
        assert row.name == row.name.strip() != ""
        assert row.source
        assert row.valid_from is None or row.valid_to is None or row.valid_from < row.valid_to


@pytest.mark.parametrize("name", all_lists())
def test_intervals_of_a_code_do_not_overlap(name: str) -> None:
    rows = sorted(codelist(name).rows, key=lambda row: (row.code, row.valid_from or date.min))
    for one, next_one in pairwise(rows):
        if one.code == next_one.code:
            assert one.valid_to is not None
            assert one.valid_to <= (next_one.valid_from or date.min)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("hazard", 480),
        ("exam_item", 1000 + 7),
        ("work_type", 4684),
        ("death_cause", 361),
        ("industry", 20 + 97 + 473 + 1381),
        ("pesticide", 31),
        ("audit_status", 13),
        ("exam_type", 5),
        ("benefit_item", 11),
    ],
)
def test_sizes(name: str, count: int) -> None:
    assert len({row.code for row in codelist(name).rows}) == count


@pytest.mark.parametrize(
    ("name", "code", "meaning"),
    [
        ("exam_type", "04", "应急"),
        ("exam_type", "05", "离岗后"),
        ("exam_conclusion", "02", "疑似职业病"),
        ("compliance", "02", "不合格"),
        ("hazard", "3008", "噪声"),
        ("disease", "4001", "噪声聋"),
        ("exam_item", "3040500", "左耳 4000Hz（气导）"),
        ("industry", "0610", "烟煤和无烟煤开采洗选"),
        ("economic_type", "173", "私营有限责任公司"),
        ("work_type", "00-9", "主采煤工"),
    ],
)
def test_meanings(name: str, code: str, meaning: str) -> None:
    row = codelist(name).get(code)
    assert row is not None
    assert row.name == meaning


def test_recheck_is_no_conclusion_any_more() -> None:
    conclusions = codelist("exam_conclusion")
    assert conclusions.get("05", BEFORE) is not None
    assert conclusions.get("05", AFTER) is None
    assert conclusions.knows("05")
    assert [row.code for row in conclusions.rows if row.in_force(AFTER)] == ["01", "02", "03", "04"]


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        # group sizes of the 2013 and of the 2024 catalogue
        (OLD_EDITION, {"11": 13, "12": 6, "2": 9, "3": 3, "4": 4, "5": 60, "6": 7, "7": 11, "8": 5, "9": 11, "10": 3}),
        (
            NEW_EDITION,
            {"11": 13, "12": 6, "2": 9, "3": 3, "4": 4, "5": 59, "6": 7, "7": 13, "8": 5, "9": 11, "10": 2}
            | {"X13": 2, "X14": 1},
        ),
    ],
)
def test_disease_catalogue(on: date, counts: dict[str, int]) -> None:
    rows = [row for row in codelist("disease").rows if row.in_force(on)]
    assert Counter(row.extra["group"] for row in rows) == counts
    assert len(rows) == {OLD_EDITION: 132, NEW_EDITION: 135}[on]
    assert all(codelist("disease_group").get(group, on) for group in counts)


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("5028", OLD_EDITION, "5028"),
        ("5028", NEW_EDITION, "5028"),
        ("5011", OLD_EDITION, "5011"),
        ("5011", NEW_EDITION, "X7013"),
        ("X7013", OLD_EDITION, "5011"),
        ("10002", NEW_EDITION, "X1302"),
        ("3003", NEW_EDITION, "3003"),
        ("X7012", OLD_EDITION, "3003"),
        ("X1301", OLD_EDITION, None),
        ("X1401", OLD_EDITION, None),
        ("0000", NEW_EDITION, None),
    ],
)
def test_disease_of_the_other_edition(code: str, on: date, expected: str | None) -> None:
    assert disease_on(code, on) == expected


def test_local_codes_say_that_they_are_local() -> None:
    local = [row for row in codelist("disease").rows if row.code.startswith("X")]
    assert {row.extra["verified"] for row in local} == {"false"}
    assert all("本地扩展码" in row.source for row in local)


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("1021", "twa_total", "4"),
        ("1021", "twa_resp", "2.5"),
        ("2013", "cas", "71-43-2"),
        ("2013", "twa", "3"),  # 3/6 since the first amendment, not 6/10
        ("2013", "stel", "6"),
        ("2158", "mac", "0.5"),
        ("2145", "gbz188_2014", "5.19"),
        ("2145", "gbz188_2025", "5.58"),
        ("2109", "gbz188_2014", "5.44"),
        ("2109", "gbz188_2025", "5.56"),
        ("2331", "twa", "20"),
        ("3008", "twa", "85"),
        ("3008", "limit_unit", "dB(A)"),
        ("3008", "group", "3"),
        ("6006", "gbz188_2025", "9.4"),
        ("6004", "gbz188_2025", None),
        ("1038", "twa_total", None),  # depends on the silica content: no single number
    ],
)
def test_hazard_facts(code: str, field: str, value: str | None) -> None:
    row = codelist("hazard").get(code)
    assert row is not None
    assert row.extra.get(field) == value


def test_cas_numbers_have_right_check_digits() -> None:
    numbers = [cas for row in codelist("hazard").rows for cas in row.extra.get("cas", "").split("|") if cas]
    assert len(numbers) > 300
    for number in numbers:
        digits = number.replace("-", "")
        assert sum(i * int(digit) for i, digit in enumerate(reversed(digits))) % 10 == int(digits[-1])


@pytest.mark.parametrize("name", ["exam_item", "industry", "disease_group"])
def test_parents_exist(name: str) -> None:
    rows = codelist(name)
    assert [row.code for row in rows.rows if row.extra.get("parent") and not rows.knows(row.extra["parent"])] == []


def test_canonical_unit_is_among_the_accepted_ones() -> None:
    rows = [row for row in codelist("exam_item").rows if "unit" in row.extra]
    assert len(rows) > 100
    assert all(row.extra["unit"] in row.extra["units"].split("|") for row in rows)


@pytest.mark.parametrize(
    ("name", "text", "best"),
    [("hazard", "电焊 烟尘", "1006"), ("hazard", "矽 尘", "1038"), ("disease", "职业性噪声聋", "4001")],
)
def test_nearest(name: str, text: str, best: str) -> None:
    assert best in [row.code for row in codelist(name).nearest(text)]


def test_ambiguous_name_is_not_resolved() -> None:
    hazards: CodeList = codelist("hazard")
    assert hazards.named("癸硼烷") is None  # the national table has it twice: 2125 and 2172
    assert hazards.named("噪 声").code == "3008"  # type: ignore[union-attr]
