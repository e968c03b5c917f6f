"""The page of a task: what it says, what is kept of what was written, and what the second of two people is told."""

import re

import httpx

from hub.db import Store
from hub.security.permissions import Role
from hub.work.beginning import begin_all
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import client
from tests.hub.work.tasks import TODAY, fill

TOOK = "现场核实，三班岗位粉尘超限"


def start(store: Store) -> None:
    """Task n is of finding n."""
    fill(store)
    with store.transaction(TESTER) as connection:
        begin_all(connection, str(TESTER), TODAY)
    assert all(row[0] == row[1] for row in fetch(store, "select task_id, finding_id from task"))


def move(ask: httpx.Client, task: int, **form: object) -> httpx.Response:
    return ask.post(f"/worklist/{task}/move", data={"version": 1, **form}, headers={"Accept": "text/html"})


def plain(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_one_step_and_the_second_person_is_told_and_keeps_their_text(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        page = ask.get("/worklist/1")
        shown = ("待受理", "历下区 卫生健康部门", "无经办人")
        assert [said for said in shown if said in plain(page)] == list(shown)
        went = move(ask, 1, step="confirm", remark=TOOK, back="/gaps/1")
        assert (went.status_code, went.headers["location"]) == (303, "/gaps/1")
        second = move(ask, 1, step="dismiss", remark="电话核实，不属实", back="//evil.example")
        assert second.status_code == 409
        assert "已被他人改动" in second.text
        assert ">电话核实，不属实</textarea>" in second.text
        assert TOOK in second.text  # in the history
        assert ask.get("/worklist/1?lang=en").status_code == 200
    assert fetch(store, "select state, version from task where task_id = 1") == [("open", 2)]


def test_a_refused_form_keeps_what_was_written(store: Store) -> None:
    start(store)
    table = [({"step": "dismiss", "remark": "x"}, "请写明理由"), ({"step": "confirm", "due_on": "soon"}, "2026-12-31")]
    with client(store, organisation="bureau:370102") as ask:
        for form, said in table:
            page = move(ask, 1, **form)
            assert page.status_code in (400, 422)
            assert said in page.text
            assert form.get("remark", "soon") in page.text
        assert move(ask, 1, step="confirm", back="//evil.example").headers["location"] == "/worklist/1"


def test_a_draft_is_kept_sealed_until_it_is_sent(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        kept = ask.post("/worklist/1/draft", data={"remark": TOOK}, headers={"HX-Request": "true"})
        assert kept.status_code == 204
        assert f">{TOOK}</textarea>" in ask.get("/worklist/1").text
        assert "未提交的草稿" in ask.get("/worklist/1").text
        assert TOOK.encode() not in bytes(fetch(store, "select sealed from form_draft")[0][0])
        move(ask, 1, step="verify", remark=TOOK)
        assert "未提交的草稿" not in ask.get("/worklist/1").text
    assert fetch(store, "select * from form_draft") == []


SEE_AND_ACT = [
    (Role.CASE_REGULATOR, "bureau:370202", 404, 404),
    (Role.REGULATOR, "bureau:370102", 200, 404),
    (Role.INSURANCE_AGENCY, "bureau:370102", 200, 409),
    (Role.EMPLOYER, "employer:91370100M000100Y4B", 404, 404),
    (Role.CASE_REGULATOR, "bureau:370102", 200, 303),
]


def test_who_sees_a_task_and_who_acts(store: Store) -> None:
    start(store)
    for role, organisation, page, acts in SEE_AND_ACT:
        with client(store, role, organisation) as ask:
            found = ask.get("/worklist/1").status_code, move(ask, 1, step="verify").status_code
        assert found == (page, acts), (role, organisation)


def test_what_people_wrote_is_for_case_workers(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        assert ask.post("/worklist/1/comments", data={"remark": TOOK}).status_code == 303
        assert TOOK in ask.get("/worklist/1").text
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        page = ask.get("/worklist/1").text
    assert TOOK not in page
    assert "说明只对办案人员显示" in page


PDF = b"%PDF-1.7 " + b"x" * 100


FILES = [("现场 照片.pdf", PDF, 303), ("a.exe", b"MZ", 422), ("a.pdf", b"<html>", 422), ("a.pdf", PDF * 100_000, 422)]


def test_files(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        for name, content, status in FILES:
            assert ask.post("/worklist/1/attachments", files={"file": (name, content)}).status_code == status, name
        page = ask.get("/worklist/1").text
        (address,) = re.findall(r'href="(/api/v1/tasks/1/attachments/[^"]+)"', page)
        assert FILES[0][0] in page
        assert ask.get(address).content == PDF
        assert ask.get(address.replace("/tasks/1/", "/tasks/2/")).status_code == 404
    assert PDF not in bytes(fetch(store, "select sealed from task_attachment")[0][0])


def test_given_to_a_colleague_and_handed_over_to_another_office(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        assert ask.post("/worklist/1/assign", data={"version": 1, "owner": "nobody"}).status_code == 422
        assert ask.post("/worklist/1/assign", data={"version": 1, "owner": "case-regulator.370102"}).status_code == 303
        assert "经办人 case-regulator.370102" in ask.get("/worklist/1").text
        away = {"version": 2, "office": "health:370202", "remark": "应由其办理"}
        assert ask.post("/worklist/1/hand-over", data=away).status_code == 422
        assert ask.post("/worklist/1/hand-over", data=away | {"office": "health:370100"}).status_code == 303
        assert "由其他单位办理" in ask.get("/worklist/1").text
        assert move(ask, 1, step="verify", version=3).status_code == 409
    with client(store, organisation="bureau:370100") as ask:
        assert move(ask, 1, step="verify", version=3).status_code == 303
