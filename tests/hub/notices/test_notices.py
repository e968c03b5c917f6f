"""From what happens to a task to what arrives: real mail server, real webhook, real fences."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import NotFoundError
from hub.notices import sending
from hub.notices.sending import Outcome, send_due
from hub.notices.signing import verifies
from hub.notices.subscribing import (
    SubscriptionError,
    Wish,
    deliveries,
    end,
    opened,
    replay,
    subscribe,
    subscriptions,
)
from hub.notices.telling import tell
from hub.security.actor import Actor
from hub.security.permissions import Role
from hub.work.beginning import begin_all
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.notices.receiving import mailing, receiving
from tests.hub.service import signed_in
from tests.hub.work.tasks import TODAY, fill

JOB = Actor("job", "notices")
EVENT = """
insert into task_event (task_id, actor, kind, from_state, to_state, due_on)
values (:task, :by, :kind, 'new', 'open', '2026-12-01')
"""
TOLD = """
select s.login, t.finding_id from notice_delivery d join notice_subscription s using (subscription_id)
join task t on t.task_id = (d.payload -> 'data' ->> 'task')::int order by 1, 2
"""
USERS = ((Role.CASE_REGULATOR, "370100"), (Role.CASE_REGULATOR, "370200"), (Role.INSURANCE_AGENCY, "370102"))
CITY, OTHER, FUND = "case-regulator.370100", "case-regulator.370200", "insurance-agency.370102"


@pytest.fixture
def store(store: Store) -> Iterator[Store]:
    """With findings 1 (employer must act) and 2 (fund) in one city, others elsewhere, their tasks, and three users."""
    fill(store)
    with store.transaction(TESTER) as connection:
        begin_all(connection, "system:test", TODAY)
    for role, division in USERS:
        signed_in(store, role, f"bureau:{division}")
    store.settings.webhook_private = True
    store.settings.mail_from = "ohub@example.org"
    return store


def want(store: Store, login: str, wish: Wish) -> str:
    with store.transaction(TESTER) as connection:
        return subscribe(connection, store.vault, login, wish, private=True)


def happen(store: Store, finding: int, kind: str = "confirm", by: str = "user:somebody") -> None:
    with store.transaction(TESTER) as connection:
        task = connection.execute(text("select task_id from task where finding_id = :f"), {"f": finding}).scalar_one()
        connection.execute(text(EVENT), {"task": task, "kind": kind, "by": by})


def now() -> datetime:
    return datetime.now(UTC)


def as_is(at: datetime) -> datetime:
    return at


def told(store: Store) -> list[tuple[str, int]]:
    return [tuple(row) for row in fetch(store, TOLD)]


def test_each_is_told_of_what_they_may_see_and_asked_for_once(store: Store) -> None:
    for login, tasks, kinds in ((CITY, "all", ()), (OTHER, "all", ()), (FUND, "bureau", ("confirm",))):
        want(store, login, Wish("mail", "a@example.org", tasks, kinds))  # type: ignore[arg-type]
    want(store, CITY, Wish("webhook", "http://127.0.0.1:9/", "mine"))
    for finding in (1, 2, 3):
        happen(store, finding)
    happen(store, 2, "remarked")
    happen(store, 1, by=f"user:{CITY}")  # their own doing is no news to them
    assert tell(store, JOB, now()) == 5
    assert told(store) == [(CITY, 1), (CITY, 2), (CITY, 2), (OTHER, 3), (FUND, 2)]
    assert tell(store, JOB, now()) == 0
    with store.transaction(TESTER) as connection:
        connection.execute(text("update app_user set disabled_at = now() where login = :l"), {"l": OTHER})
    happen(store, 3)
    assert tell(store, JOB, now()) == 0


def test_a_webhook_is_signed_tried_again_dead_in_the_end_and_can_be_replayed(store: Store) -> None:
    with receiving(500, 302, *[503] * 5) as receiver:
        secret = want(store, CITY, Wish("webhook", receiver.url, "all"))
        happen(store, 1)
        tell(store, JOB, now())
        at, seen = now(), []
        for n in range(len(sending.WAITS) + 1):
            outcome = send_due(store, JOB, partial(as_is, at))
            assert outcome == Outcome(0, 1), n
            assert send_due(store, JOB, partial(as_is, at)) == Outcome(0, 0)
            (row,) = _deliveries(store)
            seen.append((row["state"], row["problem"], row["next_at"] - at))
            at = row["next_at"]
        waits = [
            ("waiting", f"http_{status}", wait)
            for status, wait in zip((500, 302, *[503] * 4), sending.WAITS, strict=True)
        ]
        assert seen == [*waits, ("dead", "http_503", timedelta(0))]
        with store.transaction(TESTER) as connection:
            replay(connection, CITY, row["delivery_id"])
        assert send_due(store, JOB) == Outcome(1, 0)
        given, body = receiver.got[-1]
    assert {each["webhook-id"] for each, _ in receiver.got} == {str(row["delivery_id"])}
    assert verifies(secret, given, body, int(given["webhook-timestamp"]))
    payload = orjson.loads(body)
    assert payload["type"] == "task.confirm"
    assert payload["data"]["link"] == f"http://127.0.0.1:8000/worklist/{payload['data']['task']}"
    assert sorted(payload["data"]) == ["analysis", "division", "due_on", "event", "from", "link", "rule", "task", "to"]
    assert _deliveries(store)[0]["state"] == "sent"
    with store.transaction(TESTER) as connection:
        sending.clear_old(connection, now() + timedelta(days=89))
        assert deliveries(connection, CITY)
        sending.clear_old(connection, now() + timedelta(days=91))
        assert deliveries(connection, CITY) == []


def _deliveries(store: Store) -> list[dict[str, object]]:
    with store.transaction(TESTER) as connection:
        return deliveries(connection, CITY)


def test_what_is_due_goes_out_as_one_mail_and_names_nobody(store: Store) -> None:
    with mailing() as box:
        store.settings.smtp_url = box.url
        want(store, CITY, Wish("mail", "a@example.org", "all"))
        want(store, OTHER, Wish("mail", "nobody@example.org", "all"))
        for finding in (1, 2, 2, 3):
            happen(store, finding)
        tell(store, JOB, now())
        assert send_due(store, JOB) == Outcome(3, 1)
    (mail,) = box.mails
    assert isinstance(mail, EmailMessage)
    assert (mail["To"], "3 条" in mail["Subject"]) == ("a@example.org", True)
    assert mail.get_content().count("/worklist/") == 3
    assert "待办 open" in mail.get_content()
    problems = fetch(store, "select problem from notice_delivery where state = 'waiting'")
    assert problems == [("recipient_refused",)]
    store.settings.smtp_url = ""
    assert send_due(store, JOB, lambda: now() + timedelta(minutes=2)) == Outcome(0, 1)
    assert fetch(store, "select problem from notice_delivery where state = 'waiting'") == [("no_mail_server",)]


def test_a_password_is_never_sent_without_tls(store: Store) -> None:
    with mailing() as box:
        store.settings.smtp_url = box.url.replace("//", "//user:secret@")
        want(store, CITY, Wish("mail", "a@example.org", "all"))
        happen(store, 1)
        tell(store, JOB, now())
        assert send_due(store, JOB) == Outcome(0, 1)
    assert box.mails == []


def test_an_address_is_sealed_and_an_ended_subscription_is_silent(store: Store) -> None:
    want(store, CITY, Wish("mail", "a@example.org", "all"))
    happen(store, 1)
    tell(store, JOB, now())
    ((key, target),) = fetch(store, "select subscription_id, target from notice_subscription")
    assert b"example" not in bytes(target)
    assert opened(store.vault, UUID(str(key)), target)["address"] == "a@example.org"
    with store.transaction(TESTER) as connection:
        with pytest.raises(NotFoundError):
            end(connection, OTHER, key)
        end(connection, CITY, key)
        assert subscriptions(connection, store.vault, CITY) == []
    assert send_due(store, JOB) == Outcome(0, 0)
    happen(store, 1)
    assert tell(store, JOB, now()) == 0


@pytest.mark.parametrize(
    "wish",
    [
        Wish("mail", "not an address", "all"),
        Wish("mail", "a@b", "all"),
        Wish("mail", "a@example.org\nBcc: b@example.org", "all"),
        Wish("mail", "a@example.org", "all", ("no such kind",)),
    ],
)
def test_refusals(store: Store, wish: Wish) -> None:
    with pytest.raises(SubscriptionError):
        want(store, CITY, wish)


def test_so_many_and_no_more(store: Store) -> None:
    for n in range(10):
        want(store, CITY, Wish("mail", f"a{n}@example.org", "all"))
    with pytest.raises(SubscriptionError):
        want(store, CITY, Wish("mail", "b@example.org", "all"))
