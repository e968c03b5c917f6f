"""A task goes from state to state only along the table, only by whoever's duty it is, and for one at a time."""

import pytest

from hub.db import Store
from hub.errors import HubError
from hub.work.beginning import begin, begin_all
from hub.work.history import history
from hub.work.moving import Desk, Seen, move
from hub.work.tasks import Task, one_task, task_of
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.work.tasks import TODAY, fill, health, insurance

NAMES = "370102198003071217"


def start(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        assert begin_all(connection, str(TESTER), TODAY) == 5


def of(store: Store, desk: Desk, finding: int) -> Task | None:
    with store.transaction(desk.actor) as connection:
        return task_of(connection, finding)


def test_each_finding_becomes_the_duty_of_an_office(store: Store) -> None:
    start(store)
    assert fetch(store, "select finding_id, agency, bureau, state from task order by 1") == [
        (1, "health", "370102", "new"),
        (2, "insurance", "370102", "new"),
        (3, "health", "370202", "new"),
        (4, "health", "370202", "new"),
        (5, "health", "370000", "new"),
    ]
    with store.transaction(TESTER) as connection:
        assert begin_all(connection, str(TESTER), TODAY) == 0


def test_who_sees_the_finding_sees_the_task(store: Store) -> None:
    start(store)
    table = [
        (health(store, "370102"), [1, 2]),
        (health(store, "370100"), [1, 2]),
        (health(store, "370202"), [3, 4]),
        (health(store, "370302"), []),
        (insurance(store, "370100"), [1, 2]),
        (insurance(store, "370202"), []),
        (health(store, "370000"), [1, 2, 3, 4, 5]),
    ]
    for desk, seen in table:
        assert [finding for finding in range(1, 6) if of(store, desk, finding)] == seen, desk.actor


def test_what_was_nobody_s_is_whose_who_first_acts(store: Store) -> None:
    start(store)
    for login, step in (("h.one", "verify"), ("h.two", "confirm")):
        desk = health(store, "370102", login)
        task = of(store, desk, 1)
        assert task is not None
        with store.transaction(desk.actor) as connection:
            assert move(connection, desk, [Seen(task.task_id, task.version)], step) == [task.task_id]
    assert fetch(store, "select state, owner from task where finding_id = 1") == [("open", "h.one")]


def test_a_way_is_taken_once_and_the_second_is_told(store: Store) -> None:
    start(store)
    desk = health(store, "370102")
    seen = [Seen(task.task_id, task.version)] if (task := of(store, desk, 1)) else []
    with store.transaction(desk.actor) as connection:
        assert move(connection, desk, seen, "confirm", f"张三 {NAMES} 属实") == [seen[0].task_id]
        assert move(connection, desk, seen, "confirm") == []  # as it was seen before
        now = one_task(connection, seen[0].task_id)
        (last, created) = history(connection, store.vault, now.task_id, whole=True)
    assert (now.state, now.version, str(now.due_on)) == ("open", 2, "2026-12-25")
    assert (last.actor, last.kind, last.from_state, last.to_state) == ("h.one", "confirm", "new", "open")
    assert (last.remark, created.kind) == (f"张三 {NAMES} 属实", "created")
    assert NAMES.encode() not in bytes(fetch(store, "select remark from task_event where remark is not null")[0][0])
    assert fetch(store, "select verb, workers, detail ->> 'step' from audit_entry") == [("decide", [1], "confirm")]


WHO_MOVES = [
    (1, insurance, "370102", False),
    (1, health, "370102", True),
    (2, health, "370102", False),
    (2, health, "370000", False),
    (2, insurance, "370100", True),
    (3, health, "370102", False),
    (3, health, "370200", True),
    (4, health, "370000", True),
]


def test_only_whoever_has_the_duty_moves_it(store: Store) -> None:
    start(store)
    for finding, who, division, went in WHO_MOVES:
        desk = who(store, division)
        with store.transaction(desk.actor) as connection:
            moved = move(connection, desk, [Seen(finding, 1)], "verify")
        assert bool(moved) is went, (finding, who, division)


REFUSALS = [
    ("dismiss", "ok", None, "理由"),
    ("supervise", "重大隐患", None, "期限"),
    ("supervise", "重大隐患", "2026-11-24", "期限"),
    ("settle", "", None, "没有这种操作"),
    ("confirm", "x" * 2001, None, "2000"),
]


def test_refusals(store: Store) -> None:
    desk = health(store, "370102")
    with store.transaction(desk.actor) as connection:
        for step, remark, due, said in REFUSALS:
            with pytest.raises(HubError, match=said):
                move(connection, desk, [Seen(1, 1)], step, remark, TODAY.fromisoformat(due) if due else None)


def test_a_task_is_made_at_once_for_a_finding_that_is_seen(store: Store) -> None:
    fill(store)
    desk = health(store, "370102")
    with store.transaction(desk.actor) as connection:
        assert begin(connection, desk, 1) == begin(connection, desk, 1)
        with pytest.raises(HubError, match="没有这个编号"):
            begin(connection, desk, 3)


SEEN = "select array_agg(finding_id order by finding_id) from {}"


def test_no_fence_shows_another_task_than_findings_even_when_findings_move(store: Store) -> None:
    start(store)
    desks = [who(store, place) for who in (health, insurance) for place in ("370102", "370100", "370202", "370200")]
    for move_them in ("", "update finding set division_code = '370202' where finding_id in (1, 2)"):
        with store.transaction(TESTER) as connection:
            connection.exec_driver_sql(move_them or "select 1")
        for desk in desks:
            with store.transaction(desk.actor) as connection:
                seen = [connection.exec_driver_sql(SEEN.format(table)).scalar() for table in ("task", "finding")]
            assert seen[0] == seen[1], desk.actor


def test_no_task_is_made_that_is_not_its_findings(store: Store) -> None:
    """Whoever could give a task another place would show it to others."""
    fill(store)
    forged = """
    insert into task (finding_id, analysis, rule, division_code, state, agency, bureau, due_on)
    values (3, 'gaps', 'X', '370102', 'new', 'health', '370102', now())
    """
    with store.transaction(health(store, "370202").actor) as connection, pytest.raises(Exception, match="row-level"):
        connection.exec_driver_sql(forged)
