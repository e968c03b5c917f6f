"""Files become counts and expected by place and interval; what cannot be is refused by file and line."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import HubError
from hub.scanning.study import read_study
from hub.scanning.tables import read_table
from tests.hub.scanning.files import GEO, asked


def test_a_constant_population_shares_out_the_cases(tmp_path: Path) -> None:
    study = read_study(asked(tmp_path, "a 3\nb 1\na 0\n"))
    assert study.ids == ["a", "b", "c"]
    assert study.cases.tolist() == [[3], [1], [0]]
    assert study.expected is not None
    assert study.expected[:, 0] == pytest.approx([0.4, 0.8, 2.8])
    assert study.population.tolist() == [100, 200, 700]


def test_months_weigh_by_their_days(tmp_path: Path) -> None:
    study = read_study(asked(tmp_path, "a 3 2023/1\nb 1 2023/2\n", time="prospective"))
    assert study.cases.tolist() == [[3, 0], [0, 1], [0, 0]]
    assert study.expected is not None
    assert study.expected.sum(axis=0) == pytest.approx([4 * 31 / 59, 4 * 28 / 59])
    assert study.period is not None
    assert (study.period.first, study.period.last) == ("2023-01-01", "2023-02-28")


def test_covariates_standardise(tmp_path: Path) -> None:
    population = "a 2020 100 old\na 2020 0 young\nb 2020 100 young\nc 2020 100 old\nc 2020 100 young\n"
    study = read_study(asked(tmp_path, "a 6 old\nb 2 young\n", population))
    assert study.expected is not None
    assert study.expected[:, 0] == pytest.approx([3, 1, 4]), "old: 6 over 200, young: 2 over 200"


def test_named_columns_in_chinese_and_their_strata(tmp_path: Path) -> None:
    files = asked(
        tmp_path,
        "编号,病例数,性别,备注\na,6,男,x\nb,2,女,\n",
        "编号,人口,性别\na,100,男\na,0,女\nb,100,女\nc,100,男\nc,100,女\n",
        "编号,经度,纬度\na,117,36\nb,118,36\nc,120,37\n",
        suffix="csv",
    )
    study = read_study(files)
    assert study.places.geographic
    assert study.expected is not None
    assert study.expected[:, 0] == pytest.approx([3, 1, 4])
    assert ["性别" in each["zh"] for each in study.warnings] == [True, False]
    assert "备注" in study.warnings[1]["zh"]


def test_a_line_list_counts_its_rows(tmp_path: Path) -> None:
    files = asked(tmp_path, "id,date\na,2024-01-05\na,2024-02-07\n", "id,population\na,1\nb,1\nc,1\n",
                  "id,x,y\na,0,0\nb,1,1\nc,2,2\n", suffix="csv", time="retrospective", unit="month")  # fmt: skip
    assert read_study(files).cases.tolist() == [[1, 1], [0, 0], [0, 0]]


def test_year_and_month_in_two_columns(tmp_path: Path) -> None:
    files = asked(tmp_path, "id,year,month,cases\na,2023,1,2\nb,2023,12,3\n", "id,population\na,1\nb,1\nc,1\n",
                  "id,x,y\na,0,0\nb,1,1\nc,2,2\n", suffix="csv", time="prospective")  # fmt: skip
    study = read_study(files)
    assert study.period is not None
    assert (study.period.unit, study.period.intervals) == ("month", 12)


def test_bernoulli_counts_people(tmp_path: Path) -> None:
    study = read_study(asked(tmp_path, "a 3\n", None, model="bernoulli", controls="a 1\nb 4\n"))
    assert study.expected is not None
    assert study.expected.tolist() == [[4], [4], [0]]


def test_permutation_needs_only_cases(tmp_path: Path) -> None:
    study = read_study(asked(tmp_path, "a 1 1\nb 2 5\n", None, model="permutation", time="prospective"))
    assert study.expected is None
    assert study.cases.tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 0, 2], [0, 0, 0, 0, 0]]


STANDS_FOR = [  # days of cases, unit of the intervals
    (["2023-01-01", "2023-02-01", "2023-04-01"], "month"),
    (["2023-01-15", "2023-02-15", "2023-04-15"], "month"),
    (["2023-01-31", "2023-02-28", "2023-04-30"], "month"),
    (["2021-01-01", "2022-01-01", "2023-01-01"], "year"),
    (["2023-01-01", "2023-02-01"], "day"),
    (["2023-01-01", "2023-02-01", "2023-04-02"], "day"),
]


@pytest.mark.parametrize(("days", "unit"), STANDS_FOR)
def test_days_that_stand_for_months_or_years(tmp_path: Path, days: list[str], unit: str) -> None:
    rows = "".join(f"a 1 {day}\n" for day in days)
    study = read_study(asked(tmp_path, rows, time="prospective"))
    assert study.period is not None
    assert study.period.unit == unit
    assert study.cases.sum() == len(days)


def test_of_columns_that_mean_the_same_the_plainer_name_counts(tmp_path: Path) -> None:
    files = asked(tmp_path, "name,id,cases\nx,a,1\n", "name,id,population\nx,a,5\n", "name,id,x,y\nx,a,0,0\n",
                  suffix="csv")  # fmt: skip
    assert read_study(files).ids == ["a"]


BAD: list[tuple[str, dict[str, Any], str]] = [  # what is wrong, files and options, what the sentence says
    ("a fraction", {"cases": "a 1\nb 1.5\n"}, "第 2 行"),
    ("a negative count", {"cases": "a -1\n"}, "不小于零"),
    ("no number", {"cases": "a x\n"}, "不是数"),
    ("infinite", {"cases": "a inf\n"}, "不是数"),
    ("an unknown place", {"cases": "a 1\nz 1\n"}, "第 2 行：坐标文件里没有这个地点"),
    ("a row too short", {"cases": "a 1\nb\n"}, "第 2 行"),
    ("an empty file", {"cases": "\n\n"}, "空文件"),
    ("no population", {"cases": "a 1\n", "population": None}, "--population"),
    ("no controls", {"cases": "a 1\n", "population": None, "model": "bernoulli"}, "--controls"),
    ("zero population", {"cases": "a 1\n", "population": "a 2020 0\nb 2020 5\n"}, "第 1 个地点有病例而人口为零"),
    ("no people in a stratum", {"cases": "a 1 m\n", "population": "a 2020 5 f\n"}, "这一层"),
    ("covariates on one side", {"cases": "a 1 m\n"}, "协变量"),
    ("negative population", {"cases": "a 1\n", "population": "a 2020 -5\n"}, "负数"),
    ("dates of two kinds", {"cases": "a 1 2020/1\nb 1 2020\n", "time": "prospective"}, "第 2 行"),
    ("no dates", {"cases": "a 1\n", "time": "prospective"}, "3 列"),
    ("one interval", {"cases": "a 1 2020/1\n", "time": "prospective"}, "只有一个时段"),
    ("outside the period", {"cases": "a 1 2020/1\nb 1 2023/1\n", "time": "prospective", "end": "2022/12"}, "第 2 行"),
    ("ends before it begins", {"cases": "a 1 2020/1\n", "time": "prospective", "end": "2019"}, "早于"),
    ("finer than the dates", {"cases": "a 1 2020\nb 1 2021\n", "time": "prospective", "unit": "day"}, "不能按 day"),
    ("a place twice", {"cases": "a 1\n", "coordinates": GEO + "a 3 3\n"}, "第 4 行"),
    ("swapped degrees", {"cases": "a 1\n", "coordinates": "a 117 36\nb 118 36\n", "system": "latlong"}, "写反"),
    ("metres as degrees", {"cases": "a 1\n", "coordinates": "a 500000 4000000\n", "system": "latlong"}, "米"),
    ("three dimensions", {"cases": "a 1\n", "coordinates": "a 1 2 3\n"}, "三维"),
    ("no header", {"cases": "a,1\n", "suffix": "csv"}, "列名"),
    ("covariates of a permutation", {"cases": "a 1 1 m\nb 1 2 f\n", "population": None, "model": "permutation",
                                     "time": "prospective"}, "协变量"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "given", "said"), BAD, ids=[each[0] for each in BAD])
def test_what_cannot_be_scanned_is_refused_in_a_sentence(
    what: str, given: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(HubError) as refusal:
        read_study(asked(tmp_path, **given))
    assert said in refusal.value.zh, what
    assert refusal.value.en


def test_doubts_are_told(tmp_path: Path) -> None:
    degrees = read_study(asked(tmp_path, "a 1\n", coordinates="a 36.1 117.2\nb 36.2 117.3\nc 37 118\n"))
    assert "latlong" in degrees.warnings[0]["zh"]
    gaps = read_study(asked(tmp_path, "a 1 2020\nb 1 2021\n", "a 2020 1\na 2021 1\nb 2020 1\n", time="prospective"))
    assert "缺行" in gaps.warnings[0]["zh"]


def test_what_is_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "bytes.cas"
    path.write_bytes(b"\xff\xff\xff\x80")
    for wrong in (path, tmp_path / "none.cas", tmp_path):
        with pytest.raises(HubError):
            read_table(wrong, "cases")


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "any.cas"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        table = read_table(path, "cases")
    except HubError:
        return
    assert len(table.lines) == len(table.columns["id"]) == len(table.columns["cases"])


def test_counts_add_up(tmp_path: Path) -> None:
    rows = "".join(f"{place} {month} 2023/{month}\n" for place in "abc" for month in range(1, 13))
    study = read_study(asked(tmp_path, rows, time="retrospective"))
    assert study.expected is not None
    assert study.cases.sum() == 3 * 78
    assert np.isclose(study.expected.sum(), study.cases.sum())
