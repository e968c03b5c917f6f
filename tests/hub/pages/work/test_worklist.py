"""The worklist: what stands on which tab, filters and their refusal, paging, and one step of several tasks."""

import re

import httpx
from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Role
from hub.work.nightly import keep_up
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.filed import filed
from tests.hub.pages.work.test_one import start
from tests.hub.service import client
from tests.hub.work.tasks import TODAY, fill

MINE = "update task set owner = 'case-regulator.370000', state = 'open' where task_id in (1, 3)"
LATE = "update task set due_on = date '2020-01-01' where task_id in (1, 2)"


def tasks(ask: httpx.Client, query: str = "") -> list[int]:
    page = ask.get(f"/worklist?{query}")
    assert page.status_code == 200, query
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/worklist/(\d+)"', page.text)]


def test_tabs_and_filters(store: Store) -> None:
    start(store)
    with store.transaction(TESTER) as connection:
        for statement in (MINE, LATE, "update task set state = 'closed' where task_id = 4"):
            connection.exec_driver_sql(statement)
    table = [
        ("", [5]),
        ("tab=all", [1, 2, 3, 5]),
        ("tab=mine", [1, 3]),
        ("tab=late", [1, 2]),
        ("tab=all&late=1", [1, 2]),
        ("tab=all&state=closed", [4]),
        ("tab=all&state=open", [1, 3]),
        ("tab=all&analysis=gaps", [1, 2]),
        ("tab=all&division=370200", [3]),
        ("tab=all&division=370100&state=open", [1]),
        ("tab=all&owner=case-regulator.370000", [1, 3]),
        ("tab=mine&owner=nobody", []),
    ]
    with client(store) as ask:
        assert [(query, tasks(ask, query)) for query, _ in table] == table
        for nonsense in ("tab=x", "state=x", "division=999999", "owner=O'x;--", "late=yes", "analysis=x"):
            page = ask.get(f"/worklist?{nonsense}", headers={"Accept": "text/html"})
            assert (page.status_code, "取值不在可选范围内" in page.text) == (422, True), nonsense
        assert "没有符合条件的事项" in ask.get("/worklist?tab=mine&owner=nobody").text
        assert "Worklist" in ask.get("/worklist?lang=en&tab=all").text


def test_each_sees_their_own_place(store: Store) -> None:
    start(store)
    table = [
        (Role.CASE_REGULATOR, "bureau:370102", [1, 2]),
        (Role.REGULATOR, "bureau:370200", [3, 4]),
        (Role.INSURANCE_AGENCY, "bureau:370100", [1, 2]),
    ]
    for role, organisation, seen in table:
        with client(store, role, organisation) as ask:
            assert tasks(ask, "tab=all") == seen
            ticks = 'type="checkbox" form="several" name="task"' in ask.get("/worklist?tab=all").text
        assert ticks is (role is not Role.REGULATOR)


MANY = """
insert into finding (finding_id, analysis, rule, subject, period, division_code, evidence, raised_on, seen_on)
select n, 'quality', 'Q01', n, 'x', '370102', '{}', date '2026-11-25', date '2026-11-25' from generate_series(10, 129) n
"""


def test_page_by_page_each_task_once(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(MANY)
    keep_up(store, TESTER, TODAY)
    found, query = [], "tab=all"
    with client(store) as ask:
        for size in (50, 50, 25):
            found += (shown := tasks(ask, query))
            assert len(shown) == size
            after = re.search(r'rel="next" href="/worklist\?([^"]+)"', ask.get(f"/worklist?{query}").text)
            query = after[1].replace("&amp;", "&") if after else ""
        assert query == ""
    assert sorted(found) == [row[0] for row in fetch(store, "select task_id from task order by 1")]


def test_one_step_of_several_and_what_was_left(store: Store) -> None:
    start(store)
    with store.transaction(TESTER) as connection:
        connection.execute(text("update task set version = 2 where task_id = 4"))
    form = {"step": "dismiss", "remark": "重复提示", "query": "tab=all", "task": ["1:1", "2:1", "3:1", "4:1"]}
    with client(store) as ask:
        assert "没有选中" in ask.post("/worklist/several", data={**form, "task": []}).text
        assert ask.post("/worklist/several", data={**form, "remark": ""}).status_code == 422
        answer = ask.post("/worklist/several", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/worklist?tab=all&done=2&left=2%2C4")
        said = ask.get(answer.headers["location"]).text
        assert "已办 2 件" in said
        assert "2 件没有办" in said
        taken = ask.post("/worklist/several", data={"step": "take", "task": ["4:2", "2:1"]})
        assert taken.headers["location"] == "/worklist?tab=bureau&done=1&left=2"
    assert fetch(store, "select state, count(*) from task group by 1 order by 1") == [("dismissed", 2), ("new", 3)]
    assert fetch(store, "select owner from task where task_id = 4") == [("case-regulator.370000",)]
    assert fetch(store, "select count(*) from task_event where kind = 'dismiss'") == [(2,)]


def test_saved_filters_are_ones_own(store: Store) -> None:
    start(store)
    with client(store) as ask:
        kept = ask.post("/worklist/filters", data={"name": "逾期缺口", "query": "tab=late&analysis=gaps&x=1"})
        assert kept.headers["location"] == "/worklist?tab=late&analysis=gaps"
        assert '<a href="/worklist?tab=late&amp;analysis=gaps">逾期缺口</a>' in ask.get("/worklist").text
        assert ask.post("/worklist/filters", data={"name": "13900000000", "query": ""}).status_code == 422
        assert ask.post("/worklist/filters", data={"name": "x", "query": "tab=evil"}).status_code == 422
    with client(store, organisation="bureau:370102") as other:
        assert "逾期缺口" not in other.get("/worklist").text
        other.post("/worklist/filters/delete", data={"name": "逾期缺口"})
    assert fetch(store, "select name from saved_filter") == [("逾期缺口",)]
    with client(store) as ask:
        ask.post("/worklist/filters/delete", data={"name": "逾期缺口"})
    assert fetch(store, "select name from saved_filter") == []


def test_the_file_holds_the_tasks_of_the_page(store: Store) -> None:
    start(store)
    with store.transaction(TESTER) as connection:
        for statement in (MINE, LATE):
            connection.exec_driver_sql(statement)
    with client(store) as ask:
        late, mine = filed(ask, "/worklist?tab=late"), filed(ask, "/worklist?tab=mine&lang=en")
        assert len(filed(ask, "/worklist?tab=all")) == len(tasks(ask, "tab=all"))
        assert len(filed(ask, "/worklist?tab=all&division=370200&state=open")) == 1
        assert ask.get("/worklist?tab=x&as=csv").status_code == 422
        assert "as=csv" in ask.get("/worklist?tab=late").text
    assert [(row["事项"], row["对象"], row["逾期"]) for row in late] == [("某事", "1", "是"), ("某事", "2", "是")]
    assert sorted((row["Analysis"], row["Subject"]) for row in mine) == [("Benefit gap", "1"), ("Cluster signal", "")]
    exported = (
        "select workers from audit_entry where verb = 'export' and detail ->> 'list' = 'worklist' order by entry_id"
    )
    assert fetch(store, exported)[0] == ([1, 2],)
    for role, organisation in ((Role.REGULATOR, "bureau:370000"), (Role.INSURANCE_AGENCY, "bureau:370100")):
        with client(store, role, organisation) as ask:
            assert ask.get("/worklist?tab=all&as=csv").status_code == 404
            assert "as=csv" not in ask.get("/worklist?tab=all").text
