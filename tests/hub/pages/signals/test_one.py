"""The page of one signal: what a real night rests on; what stands beside it, what is like it, and who sees it."""

from datetime import date

from hub.db import Store
from hub.security.permissions import Role
from hub.surveillance.analyse import analyse
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.signals.planted import cells, plant
from tests.hub.service import client
from tests.hub.surveillance.test_analyse import plant as plant_people

EXAMINED = """
insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, org_code,
    known_from, batch_id, row, body)
values (1, 1, 'examination', '2026-02-01', 'test', 1, 1, '370102001', now(), 1, 1, '{}')
"""
ARTEFACT = """
insert into finding (analysis, rule, subject, period, employer_id, division_code, evidence, raised_on, seen_on) values
    ('quality', 'Q09', '1/2026-02', '2026-02-01', 1, '370102', '{}', '2026-03-01', '2026-03-01'),
    ('quality', 'Q08', '370102001 · B01', '2025-01-01', null, '370100', '{}', '2026-03-01', '2026-03-01'),
    ('quality', 'Q10', '370102001', '2026-02-20', null, '370100', '{}', '2026-03-01', '2026-03-01'),
    ('quality', 'Q10', '370702001', '2026-02-20', null, '370700', '{}', '2026-03-01', '2026-03-01')
"""


def test_a_real_night_is_told_with_all_it_rests_on(store: Store) -> None:
    """Employer 7 has nine harmed of ten; each of the 29 others has one of ten."""
    plant_people(store, harmed=9)
    analyse(store, TESTER, date(2026, 3, 1), ["clusters"])
    ((finding,),) = fetch(store, "select finding_id from finding")
    with client(store) as ask:
        page, english = (ask.get(f"/clusters/{finding}", params={"lang": lang}).text for lang in ("zh", "en"))
        workers = cells(ask.get(f"/clusters/{finding}/workers").text)
    month = [row for row in cells(page, 'id="months"') if row[0] == "2026-02"]
    assert [row[:3] for row in month] == [["2026-02", "10", "9"]]
    assert 0.5 < float(month[0][3]) < 1.5
    assert cells(page, 'id="where"')[0][0:3] == ["测试单位 济南市 历下区", "", "9"]
    assert cells(page, 'id="history"')[-1][0:3] == ["2026-03-01", "＋ 新出现", "9"]
    assert "该单位接触噪声的劳动者中有 9 人" in page
    assert "9 workers exposed to" in english
    assert len(workers) == 9
    assert {row[0] for row in workers} == {str(store.vault.pseudonym(n)) for n in range(61, 70)}
    assert fetch(store, "select verb, purpose, workers from audit_entry where verb = 'read'") == [
        ("read", "职业病防治监督管理", list(range(61, 70)))
    ]


def test_what_may_be_no_cluster_comes_before_the_numbers(store: Store) -> None:
    names = plant(store, records=(1,))
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(EXAMINED)
        connection.exec_driver_sql(ARTEFACT)
    with client(store) as ask:
        page, quiet = (ask.get(f"/clusters/{names[name]}").text for name in ("loud", "ears"))
        listed = cells(ask.get("/clusters/artefacts").text)
        assert "不是聚集的情形 (4)" in ask.get("/clusters").text
    caution = page.split('id="caution"')[1].split("</section>")[0]
    assert [rule in caution for rule in ("Q08", "Q09", "Q10 ")] == [True] * 3
    assert "一号铸造 在 2026-02 受检的人数" in caution
    assert "370702001" not in caution
    assert "Q09" not in quiet.split('id="found"')[0]
    assert [row[0].split()[0] for row in listed] == ["Q10", "Q10", "Q08", "Q09"]


def test_what_is_similar_says_in_what(store: Store) -> None:
    """The ears are of another trade and another city; the mixed one has no hazard of its own."""
    names = plant(store)
    with client(store) as ask:
        page = ask.get(f"/clusters/{names['loud']}").text
        alone = ask.get(f"/clusters/{names['ears']}").text
    assert [(row[0], row[1]) for row in cells(page, 'id="similar"')] == [
        ("济南市 历下区（2 家单位） · 噪声", "同一单位、同一危害、同一行业大类、同一市"),
        ("一号铸造 · 噪声", "同一单位、同一危害、同一行业大类、同一市"),
        (cells(page, 'id="similar"')[2][0], "同一单位、同一行业大类、同一市"),
    ]
    assert "没有类似的信号" in alone


def test_a_change_within_workers_is_told_as_an_early_warning(store: Store) -> None:
    number = plant(store)["ears"]
    with client(store) as ask:
        page = ask.get(f"/clusters/{number}").text
    assert "听力（2、3、4 kHz）比本人基线变差" in page
    assert "是早期警示" in page
    assert cells(page, 'id="method"')[0][:4] == ["近月新增", "黑色金属铸造", "10", "4.00"]


# role, organisation, signal, and what is answered for it and for its workers
SEEN = [
    (Role.CASE_REGULATOR, "bureau:370000", "city", (200, 200)),
    (Role.REGULATOR, "bureau:370000", "loud", (200, 404)),
    (Role.REGULATOR, "bureau:370100", "loud", (200, 404)),
    (Role.CASE_REGULATOR, "bureau:370100", "loud", (200, 200)),
    (Role.CASE_REGULATOR, "bureau:370200", "loud", (404, 404)),
    (Role.CASE_REGULATOR, "bureau:370200", "mixed", (404, 404)),
    (Role.EMPLOYER, "employer:C1", "loud", (404, 404)),
    (Role.INSURANCE_AGENCY, "bureau:370100", "loud", (404, 404)),
]


def test_who_may_open_a_signal_and_its_workers(store: Store) -> None:
    numbers = plant(store)
    for role, organisation, name, pages in SEEN:
        with client(store, role, organisation) as ask:
            found = tuple(ask.get(f"/clusters/{numbers[name]}{rest}").status_code for rest in ("", "/workers"))
            assert ask.get("/clusters/9223372036854775808").status_code == 404
        assert found == pages, (role, organisation, name)


def test_actions_lead_from_the_signal_to_its_task_and_back(store: Store) -> None:
    number = plant(store)["loud"]
    with client(store) as ask:
        address = f"/clusters/{number}"
        taken = ask.post(f"/worklist/findings/{number}", data={"back": address})
        assert (taken.status_code, taken.headers["location"]) == (303, address)
        page = ask.get(address).text
    assert 'value="verify"' in page
    assert 'value="dismiss"' in page
    assert fetch(store, "select finding_id, state from task") == [(number, "new")]


def test_the_methods_are_told_with_the_numbers_in_force(store: Store) -> None:
    with client(store) as ask:
        for lang, said in (("zh", "最多容许 0.5 个偶然的信号"), ("en", "at most 0.5 signals a month")):
            page = ask.get("/clusters/methods", params={"lang": lang}).text
            assert said in page
            assert page.count("<h3") == 7
