"""What the night makes of tasks: each row is a task in a state, what its finding did, and what came of it."""

from datetime import timedelta

from sqlalchemy import text

from hub.db import Store
from hub.work.nightly import Night, keep_up
from hub.work.transitions import State
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.work.tasks import TODAY, close_finding, fill


def put(store: Store, **values: object) -> None:
    """Change the task of the third finding."""
    with store.transaction(TESTER) as connection:
        names = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(text(f"update task set {names} where finding_id = 3"), values)


def test_a_night_twice_is_a_night_once(store: Store) -> None:
    fill(store)
    assert keep_up(store, TESTER, TODAY) == Night(5, 0, 0, 0)
    assert keep_up(store, TESTER, TODAY) == Night(0, 0, 0, 0)
    close_finding(store, 1)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update finding set division_code = '370202' where finding_id = 2")
    assert keep_up(store, TESTER, TODAY) == Night(0, 1, 0, 0)
    assert keep_up(store, TESTER, TODAY) == Night(0, 0, 0, 0)
    assert fetch(store, "select division_code from task where finding_id = 2") == [("370202",)]
    assert fetch(store, "select count(*) from task_event") == [(6,)]


# state before; after the finding closed, with the last event; after it is true again, with the last event
WAYS = [
    ("new", "closed", "settle", "new", "return"),
    ("verifying", "closed", "settle", "new", "return"),
    ("open", "closed", "settle", "new", "return"),
    ("supervised", "resolved", "settle_supervised", "open", "return_resolved"),
    ("resolved", "closed", "settle", "new", "return"),
    ("closed", "closed", "created", "new", "return"),
    ("dismissed", "dismissed", "created", "new", "return"),
]
FINDINGS = """
insert into finding (analysis, rule, subject, period, evidence, raised_on, seen_on)
select 'quality', 'Q01', n, 'x', '{}', date '2026-11-25', date '2026-11-25' from generate_series(1, 7) n
"""
TOLD = """
select t.state, t.is_gone, (array_agg(e.kind order by event_id desc))[1] from task t join task_event e using (task_id)
group by task_id order by task_id
"""


def test_tasks_follow_their_findings(store: Store) -> None:
    assert tuple(way[0] for way in WAYS) == tuple(State)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(FINDINGS)
    keep_up(store, TESTER, TODAY)
    with store.transaction(TESTER) as connection:
        for number, (before, *_) in enumerate(WAYS, 1):
            connection.execute(text("update task set state = :s where task_id = :n"), {"s": before, "n": number})
        connection.exec_driver_sql("update finding set closed_on = current_date")
    assert keep_up(store, TESTER, TODAY).settled == 5
    assert fetch(store, TOLD) == [(after, True, kind) for _, after, kind, _, _ in WAYS]
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("update finding set closed_on = null")
    assert keep_up(store, TESTER, TODAY).returned == 7
    assert fetch(store, TOLD) == [(again, False, kind) for *_, again, kind in WAYS]


def test_what_is_late_goes_to_the_bureau_above_until_there_is_none(store: Store) -> None:
    fill(store)
    keep_up(store, TESTER, TODAY)
    put(store, owner="h.one", due_on=TODAY)
    assert keep_up(store, TESTER, TODAY).escalated == 0
    levels = []
    for _ in range(3):
        put(store, due_on=TODAY - timedelta(days=1))
        escalated = keep_up(store, TESTER, TODAY).escalated
        levels += [(escalated, *fetch(store, "select bureau, owner, escalations from task where finding_id = 3")[0])]
    assert levels == [(1, "370200", None, 1), (1, "370000", None, 2), (0, "370000", None, 2)]
    put(store, state="closed")
    assert keep_up(store, TESTER, TODAY).escalated == 0
