"""From what happened to the notices of it: for each subscription what its user may see, behind the user's own fence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import text

from hub.db import Store
from hub.security.accounts.organisations import Organisation
from hub.security.accounts.users import find_user
from hub.security.actor import Actor
from hub.security.permissions import Role
from hub.security.scope import Scope
from hub.security.scoping import Standing, scope_of
from hub.work.tasks import agency_of

LIMIT = 500  # events of one subscription in one run; the next one goes on
LIVE = """
select subscription_id, login, tasks, kinds, after_event from notice_subscription join app_user using (login)
where ended_at is null and disabled_at is null and (active_until is null or active_until >= current_date)
order by notice_subscription.created_at
"""
# Numbers of events are given before they are committed: those of the last hour are looked at again and again.
SETTLED = "select event_id from task_event where at < now() - interval '1 hour' order by event_id desc limit 1"
EVENTS = """
select e.event_id, e.at, e.kind, e.from_state, e.to_state, e.due_on, t.task_id, t.analysis, t.rule, t.division_code
from task_event e join task t using (task_id)
where e.event_id > :after and e.kind <> 'created' and e.actor <> :self
    and (cardinality(cast(:kinds as text[])) = 0 or e.kind = any(:kinds))
    and case :tasks when 'mine' then t.owner = :login when 'bureau' then t.bureau = :bureau and t.agency = :agency
        else true end
    and not exists (
        select from notice_delivery d where d.subscription_id = :subscription and d.event_id = e.event_id)
order by e.event_id limit :limit
"""
ADD = """
insert into notice_delivery (delivery_id, subscription_id, event_id, payload)
select d.id, :subscription, d.event, d.payload::jsonb
from unnest(cast(:ids as uuid[]), cast(:events as bigint[]), cast(:payloads as text[])) as d (id, event, payload)
on conflict (subscription_id, event_id) do nothing
"""
ADVANCE = """
update notice_subscription set after_event = greatest(after_event, :event) where subscription_id = :subscription
"""


def tell(store: Store, actor: Actor, now: datetime) -> int:
    """Make the notices of what happened; gives their number."""
    with store.transaction(actor) as connection:
        live = connection.execute(text(LIVE)).mappings().all()
        settled: int = connection.execute(text(SETTLED)).scalar() or 0
    return sum(_tell_one(store, actor, dict(one), settled, now) for one in live)


def _tell_one(store: Store, actor: Actor, one: Mapping[str, Any], settled: int, now: datetime) -> int:
    bureau, scope = _reach(store, actor, one["login"], now)
    asker = Actor("user", one["login"], scope)
    asked = {"after": one["after_event"], "self": str(asker), "kinds": one["kinds"], "tasks": one["tasks"],
             "login": one["login"], "bureau": bureau, "agency": agency_of(scope),
             "subscription": one["subscription_id"], "limit": LIMIT}  # fmt: skip
    with store.transaction(asker) as connection:
        found = connection.execute(text(EVENTS), asked).mappings().all()
    payloads = [payload(dict(row), store.settings.public_url) for row in found]
    values = {"ids": [uuid4() for _ in found], "events": [row["event_id"] for row in found],
              "payloads": [orjson.dumps(each).decode() for each in payloads]}  # fmt: skip
    with store.transaction(actor) as connection:
        connection.execute(text(ADD), {**values, "subscription": one["subscription_id"]})
        if len(found) < LIMIT:
            connection.execute(text(ADVANCE), {"event": settled, "subscription": one["subscription_id"]})
    return len(found)


def payload(row: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """What is told of an event: numbers, codes and a link, behind which the reader signs in."""
    data = {
        "event": row["event_id"],
        "task": row["task_id"],
        "analysis": row["analysis"],
        "rule": row["rule"],
        "division": row["division_code"],
        "from": row["from_state"],
        "to": row["to_state"],
        "due_on": row["due_on"].isoformat() if row["due_on"] else None,
        "link": f"{public_url.rstrip('/')}/worklist/{row['task_id']}",
    }
    return {"type": f"task.{row['kind']}", "timestamp": row["at"].isoformat(), "data": data}


def _reach(store: Store, actor: Actor, login: str, now: datetime) -> tuple[str, Scope]:
    """The bureau and the fence of a user, as they are today."""
    with store.transaction(actor) as connection:
        user = find_user(connection, login)
        standing = Standing(
            Role(user.role), Organisation(user.organisation_kind, user.organisation_key), user.territory
        )
        on = now.astimezone(store.settings.zone).date()
        return user.organisation_key, scope_of(connection, standing, store.settings.province, on)
