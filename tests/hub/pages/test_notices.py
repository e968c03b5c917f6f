"""The page of notices: who has one, the secret shown once, ending, sending again, and that it is one's own."""

import re

import pytest

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import client
from tests.hub.work.tasks import fill

DELIVERY = """
insert into task (finding_id, analysis, rule, state, agency, bureau, division_code, due_on)
values (1, 'gaps', 'X01', 'open', 'health', '370102', '370102', '2026-12-01');
insert into task_event (task_id, actor, kind) select task_id, 'user:x', 'confirm' from task;
insert into notice_delivery (delivery_id, subscription_id, event_id, payload, state, attempts, problem)
select gen_random_uuid(), subscription_id, (select event_id from task_event),
    '{"type": "task.confirm", "data": {"task": 1}}', 'dead', 7, 'http_503'
from notice_subscription where channel = 'webhook';
"""


@pytest.mark.parametrize(
    ("role", "organisation", "status"),
    [
        (Role.REGULATOR, "bureau:370100", 200),
        (Role.INSURANCE_AGENCY, "bureau:370100", 200),
        (Role.EMPLOYER, "employer:91370100M000100Y4B", 404),
        (Role.WORKER, "person:1", 404),
        (Role.AUDITOR, "bureau:370000", 404),
    ],
)
def test_whoever_sees_tasks_may_be_told_of_them(store: Store, role: Role, organisation: str, status: int) -> None:
    with client(store, role, organisation) as ask:
        assert ask.get("/notices").status_code == status


def test_from_a_subscription_to_its_end(store: Store) -> None:
    fill(store)
    with client(store) as ask:
        assert "还没有订阅" in ask.get("/notices").text
        wrong = ask.post("/notices", data={"channel": "webhook", "address": "http://10.0.0.1/"})
        made = ask.post(
            "/notices", data={"channel": "webhook", "address": "https://93.184.216.34/hook", "tasks": "all"}
        )
        ask.post("/notices", data={"channel": "mail", "address": "a@example.org", "kinds": ["confirm", "close"]})
        page = ask.get("/notices").text
        with store.transaction(TESTER) as connection:
            connection.exec_driver_sql(DELIVERY)
        dead = ask.get("/notices?lang=en").text
        again = re.search(r"/notices/deliveries/[0-9a-f-]+/replay", dead)
        assert again
        assert ask.post(again[0]).status_code == 303
        assert fetch(store, "select state, attempts, problem from notice_delivery") == [("waiting", 0, "")]
        ends = re.findall(r"/notices/[0-9a-f-]+/end", page)
        with client(store, Role.REGULATOR, "bureau:370100") as other:
            assert other.get("/notices").text.count("example.org") == 0
            assert [other.post(address).status_code for address in (ends[0], again[0])] == [404, 404]
        assert [ask.post(address).status_code for address in ends] == [303, 303]
        assert "还没有订阅" in ask.get("/notices?lang=zh").text
    assert (wrong.status_code, "公网地址" in wrong.text) == (422, True)
    assert re.search("whsec_[A-Za-z0-9+/=]{40,}", made.text)
    assert "whsec_" not in page
    assert "确认、办结" in page
    assert "answered HTTP 503" in dead


def test_nothing_is_kept_in_clear(store: Store) -> None:
    with client(store) as ask:
        ask.post("/notices", data={"channel": "mail", "address": "a.person@example.org"})
    assert "a.person" not in str(fetch(store, "select * from notice_subscription"))
