"""The list of signals: its order, its filters, its pages, and who sees what of it."""

import re

from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER
from tests.hub.pages.signals.planted import ROWS, cells, plant
from tests.hub.service import FINDINGS, client

PATH = "/clusters"
# what is asked for, and which signals answer
CHOSEN: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["loud", "far", "city", "ears", "mixed"]),
    ({"state": "new"}, ["far", "mixed"]),
    ({"state": "closed"}, ["past"]),
    ({"layer": "territory"}, ["city"]),
    ({"layer": "onset", "hazard": "1038"}, ["far"]),
    ({"hazard": "3008"}, ["loud", "city", "ears"]),
    ({"division": "370200"}, ["far", "mixed"]),
    ({"division": "370102"}, ["loud", "city", "mixed"]),
    ({"division": "370000"}, ["loud", "far", "city", "ears", "mixed"]),
    ({"task": "open"}, ["loud"]),
    ({"task": "open", "hazard": "1038"}, []),
    ({"layer": "weather", "hazard": "nothing"}, []),
]
TASK = """
insert into task (finding_id, analysis, rule, employer_id, division_code, state, agency, bureau, owner, due_on)
values (:finding, 'clusters', 'C01', 1, '370102', 'open', 'health', '370100', 'zhang.wei', '2026-04-01')
"""


def asked(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<a href="/clusters/(\d+)"><strong>', page)]


def test_filters_leave_the_most_surprising_first(store: Store) -> None:
    names = {number: name for name, number in plant(store).items()}
    with store.transaction(TESTER) as connection:
        connection.execute(text(TASK), {"finding": next(iter(names))})
    with client(store) as ask:
        for chosen, expected in CHOSEN:
            answer = ask.get(PATH, params=chosen)
            assert [names[number] for number in asked(answer.text)] == expected, chosen
            assert expected or "没有符合这些条件的信号" in answer.text
        for nonsense in ({"state": "loud"}, {"division": "37'; --"}, {"cursor": "x"}):
            answer = ask.get(PATH, params=nonsense, headers={"Accept": "text/html"})
            assert answer.status_code in (400, 422)
            assert "<h1>" in answer.text


def test_a_row_says_what_where_how_much_how_rare_and_who_sees_to_it(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        connection.execute(text(TASK), {"finding": plant(store)["loud"]})
    with client(store) as ask:
        loud, _, city, ears, mixed = cells(ask.get(PATH).text)
        english = cells(ask.get(PATH, params={"lang": "en"}).text)
    assert loud == [
        "噪声 · 一号铸造 济南市 历下区 · 2024-03-01 – 2026-03-01 · 单家单位",
        "10 / 2.00",
        "5.00 2.40–9.20",
        "超过 10,000 年",
        "▲ 扩大",
        "处置中 zhang.wei",
        "28",
    ]
    assert "历下区（2 家单位）" in city[0]
    assert (ears[0].rpartition(" · ")[2], ears[3], ears[4]) == ("本人前后变化", "600 日", "▼ 减弱")
    assert "行业：" in mixed[0]
    assert "20 年及以上" in mixed[0]
    assert english[0][3:5] == ["more than 10,000 years", "▲ growing"]


def test_pages_go_on_where_the_last_one_ended(store: Store) -> None:
    """Signals as surprising as each other too are each shown once, and a file has them all."""
    many = [(f"s{n}", (1,), "3008", "employer", "stable", 1e-5 * (1 + n // 20) / 3, "2026-02-01") for n in range(70)]
    numbers = set(plant(store, [*many]).values())
    found, address = list[int](), PATH
    with client(store) as ask:
        while address:
            page = ask.get(address).text
            found += asked(page)
            more = re.search(r'href="([^"]+)">更多', page)
            address = more[1].replace("&amp;", "&") if more else ""
        file = ask.get(PATH, params={"as": "csv", "hazard": "3008"}).text
    assert (len(found), set(found)) == (70, numbers)
    assert file.count("一号铸造") == 70


def test_a_territory_sees_its_own_and_others_without_the_right_nothing(store: Store) -> None:
    names = {number: name for name, number in plant(store).items()}
    with client(store, Role.REGULATOR, "bureau:370200") as ask:
        assert [names[number] for number in asked(ask.get(PATH).text)] == ["far"]
    with client(store, Role.EMPLOYER, "employer:91370100M000100Y4B") as ask:
        assert ask.get(PATH).status_code == 404


def test_before_any_signal_and_of_one_raised_before_layers_were_told(store: Store) -> None:
    with client(store) as ask:
        assert "没有信号" in ask.get(PATH).text
        with store.transaction(TESTER) as connection:
            connection.exec_driver_sql(FINDINGS)
        (row,) = cells(ask.get(PATH).text)
    assert row[1:4] == ["9 / 1.50", "6.00 2.74–11.40", ""]


def test_where_nothing_was_expected_the_ratio_is_infinite(store: Store) -> None:
    number = plant(store)["loud"]
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql('update finding set evidence = evidence || \'{"ratio": null, "high": null}\'')
    with client(store) as ask:
        assert cells(ask.get(PATH).text)[0][2] == "∞ 2.40–∞"
        assert "∞" in ask.get(f"{PATH}/{number}").text


def test_the_planted_rows_are_of_every_state() -> None:
    assert {row[4] for row in ROWS} == {"new", "growing", "stable", "fading", "closed"}
