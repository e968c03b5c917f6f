"""The page of calibration: who sees it, what it says of each row, and where there is nothing to say."""

import re
from typing import get_args

import orjson
import pytest
from sqlalchemy import Connection, text

from hub.db import Store
from hub.pages.calibration import BY, By, Line, chart, name
from hub.pages.texts import LANGUAGES
from hub.security.permissions import Permission, Role, may
from hub.surveillance import calibrating
from tests.hub.intake.messages import TESTER
from tests.hub.service import client

PATH = "/clusters/calibration"
INSERT = """
insert into calibration (by, place, employer_id, division_code, said, window_from, as_of)
values (:by, :place, :employer, :division, cast(:said as jsonb), '2024-04-01', '2026-04-01')
"""
EMPLOYER = "insert into employer (employer_id, credit_code, name, batch_id) values (7, 'C7', '测试单位', 1)"
# by, value, values, observed, low, ratio, high, sign in Chinese
ROWS = [
    ("age", 3.0, 1, 12, 0.6, 1.2, 2.1, "＝ 相符"),
    ("age", 4, 1, 30, 1.1, 1.6, 2.3, "▲ 偏高"),
    ("age", None, 2, 5, 0.1, 0.4, 0.9, "▼ 偏低"),
    ("exposure", 3, 1, 12, 0.6, 1.2, 2.1, "＝ 相符"),
    ("institution", "370102001", 1, 12, 0.6, 1.2, 2.1, "＝ 相符"),
    ("institution", "370202001", 1, 40, 1.3, 2.0, 3.0, "▲ 偏高"),
]


def fill(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(EMPLOYER)
        for place, (by, value, values, observed, low, ratio, high, _) in enumerate(ROWS):
            said = {"value": value, "values": values, "examined": 1234, "observed": observed}
            said |= {"expected": observed / ratio, "low": low, "ratio": ratio, "high": high}
            division = "370102" if value == "370102001" else "370202" if by == "institution" else None
            _put(connection, by, place, None, division, said)
        _put(connection, "signal", 0, 7, None, {"expected": 2.0, "expected_without": 1.6, "ratio": 1.25})


def _put(
    connection: Connection, by: str, place: int, employer: int | None, division: str | None, said: dict[str, object]
) -> None:
    values = {"by": by, "place": place, "employer": employer, "division": division, "said": orjson.dumps(said).decode()}
    connection.execute(text(INSERT), values)


def cells(page: str) -> list[list[str]]:
    """The text of the tables' body rows, without any script having run."""
    found = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>", 1)[1], re.DOTALL)
    return [[" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in re.split("</t[hd]>", row)[:-1]] for row in found]


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_signals_sees_their_calibration(store: Store, role: Role) -> None:
    organisation = {Role.EMPLOYER: "employer:91370100M000100Y4B", Role.WORKER: "person:1"}
    is_sender = role in (Role.EXAM_INSTITUTION, Role.DIAGNOSIS_INSTITUTION)
    where = organisation.get(role, "institution:370102001" if is_sender else "bureau:370100")
    with client(store, role, where) as ask:
        found = [ask.get(path).status_code for path in ("/clusters", PATH)]
    assert found == [200 if may(role, Permission.ANALYSIS_READ) else 404] * 2


def test_each_row_is_judged_by_word_and_sign_without_any_script(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        rows = cells(ask.get(PATH).text)
    assert [(row[0], row[1], row[2], row[3]) for row in rows[:3]] == [
        ("30–39 岁", "＝ 相符", "1,234", "12"),
        ("40–49 岁", "▲ 偏高", "1,234", "30"),
        ("人数少的 2 项合计", "▼ 偏低", "1,234", "5"),
    ]
    assert rows[1][4:] == ["18.75", "1.60", "1.10–2.30"]
    assert rows[-1] == ["测试单位", "2.00", "1.60", "1.25"]


def test_what_is_off_comes_first_among_institutions(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        rows = cells(ask.get(PATH, params={"by": "institution"}).text)
    assert [row[0] for row in rows[:2]] == ["370202001 青岛市", "370102001 济南市"]


def test_a_territory_sees_its_own_institutions_and_is_told_so(store: Store) -> None:
    fill(store)
    with client(store, Role.REGULATOR, "bureau:370100") as ask:
        page = ask.get(PATH, params={"by": "institution", "lang": "en"}).text
    assert "of institutions and employers you see those within yours" in page
    assert "370102001" in page
    assert "370202001" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_when_over_what_and_what_to_do(store: Store, lang: str) -> None:
    fill(store)
    said = {
        "zh": ("2024-04-01 之后到 2026-04-01", "各列是什么意思", "偏离了怎么办", "不满 5 人"),
        "en": ("after 2024-04-01 and up to 2026-04-01", "What the columns mean", "What to do when", "fewer than 5"),
    }
    with client(store) as ask:
        for by in BY:
            page = ask.get(PATH, params={"by": by, "lang": lang}).text
            assert all(sentence in page for sentence in said[lang]), by


def test_before_the_first_night_and_where_all_are_too_few(store: Store) -> None:
    with client(store) as ask:
        assert "还没有计算过" in ask.get(PATH).text
        fill(store)
        assert "人数太少" in ask.get(PATH, params={"by": "sex"}).text
        assert ask.get(PATH, params={"by": "name"}).status_code == 422


NAMES: list[tuple[By, object, str]] = [
    ("age", 2.0, "20–29 岁"),
    ("exposure", 0, "不满 5 年"),
    ("exposure", 1, "5 年至不满 10 年"),
    ("exposure", 3, "20 年及以上"),
    ("sex", "1", "男"),
    ("exam_type", "02", "在岗期间"),
    ("hazard", "3008", "噪声"),
    ("hazard", "no such code", "no such code"),
    ("sex", None, "未知"),
]


@pytest.mark.parametrize(("by", "value", "said"), NAMES)
def test_names_of_rows(by: By, value: object, said: str) -> None:
    assert name(by, {"value": value, "values": 1}, "zh") == said


def test_the_page_has_all_that_is_kept() -> None:
    assert tuple(calibrating.BY) == BY == get_args(By)


def test_a_chart_begins_at_a_power_of_two_and_shows_so_many() -> None:
    lines = [Line(str(n), {"low": low, "ratio": 1.0, "high": 1.5}) for n, low in enumerate([0.4, 0.7] * 30)]
    drawn = chart(lines)
    assert (drawn["least"], len(drawn["names"]), drawn["signs"][0]) == (0.25, 40, "within")
    assert chart([Line("x", {"low": 0.0, "ratio": 0.0, "high": 0.2})])["least"] == 0.125
    assert chart([Line("x", {"low": 1.2, "ratio": 1.5, "high": 1.9})])["least"] == 0.5
    assert chart([])["names"] == []
