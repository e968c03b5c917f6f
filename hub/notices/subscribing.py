"""Who wants to be told of which tasks, and how; what became of each notice, and sending one again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from hub.errors import HubError, NotFoundError
from hub.notices.addresses import check_url
from hub.notices.signing import new_secret
from hub.security.vault import Vault
from hub.work.transitions import TRANSITIONS

Channel = Literal["mail", "webhook"]
Tasks = Literal["mine", "bureau", "all"]
KINDS = (*TRANSITIONS, "assigned", "handed_over", "escalated", "remarked", "attached")
MOST, SHOWN = 10, 50  # subscriptions of one user; notices on a page
MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
ADD = """
insert into notice_subscription (subscription_id, login, channel, tasks, kinds, target, after_event)
select :id, :login, :channel, :tasks, :kinds, :target, coalesce((select max(event_id) from task_event), 0)
where (select count(*) from notice_subscription where login = :login and ended_at is null) < :most
returning subscription_id
"""
OWN = """
select s.subscription_id, s.channel, s.tasks, s.kinds, s.target, s.created_at,
    (select count(*) from notice_delivery d where d.subscription_id = s.subscription_id and d.state = 'dead') as dead
from notice_subscription s where login = :login and ended_at is null order by created_at
"""
END = """
update notice_subscription set ended_at = now() where subscription_id = :id and login = :login and ended_at is null
returning 1
"""
DELIVERIES = """
select d.delivery_id, d.state, d.attempts, d.problem, d.next_at, d.sent_at, d.created_at, d.payload, s.channel
from notice_delivery d join notice_subscription s using (subscription_id)
where s.login = :login order by d.created_at desc, d.event_id desc limit :limit
"""
REPLAY = """
update notice_delivery d set state = 'waiting', attempts = 0, next_at = now(), problem = ''
from notice_subscription s
where s.subscription_id = d.subscription_id and s.login = :login and s.ended_at is null and d.delivery_id = :id
    and d.state <> 'waiting'
returning 1
"""


class SubscriptionError(HubError):
    """Something cannot be subscribed to in this way."""

    status = 422


@dataclass(frozen=True)
class Wish:
    """What somebody wants to be told, and where. No `kinds`: all."""

    channel: Channel
    address: str
    tasks: Tasks
    kinds: Sequence[str] = ()


def subscribe(connection: Connection, vault: Vault, login: str, wish: Wish, *, private: bool) -> str:
    """Keep a subscription; gives the secret of a webhook, blank for mail. Raises SubscriptionError, AddressError."""
    if wish.channel == "webhook":
        check_url(wish.address, private=private)
    elif not MAIL.fullmatch(wish.address):
        raise SubscriptionError("这不是邮箱地址；请更正。", "This is no mail address; mend it.")
    if not {*wish.kinds} <= {*KINDS}:
        raise SubscriptionError("没有这种事件；请从列表选择。", "There is no such kind of event; choose from the list.")
    key, secret = uuid4(), new_secret() if wish.channel == "webhook" else ""
    target = vault.seal_json({"address": wish.address, "secret": secret}, _purpose(key))
    values = {"id": key, "login": login, "channel": wish.channel, "tasks": wish.tasks, "kinds": list(wish.kinds),
              "target": target, "most": MOST}  # fmt: skip
    if connection.execute(text(ADD), values).one_or_none() is None:
        raise SubscriptionError(
            f"最多订阅 {MOST} 项；请先停止不再需要的。",
            f"At most {MOST} subscriptions; end one you no longer need first.",
        )
    return secret


def opened(vault: Vault, subscription_id: UUID, target: bytes) -> Mapping[str, str]:
    """Address and secret."""
    found: Mapping[str, str] = vault.open_json(target, _purpose(subscription_id))
    return found


def subscriptions(connection: Connection, vault: Vault, login: str) -> list[dict[str, Any]]:
    """One's own that have not ended, with their addresses."""
    rows = connection.execute(text(OWN), {"login": login}).mappings()
    return [{**row, "address": opened(vault, row["subscription_id"], row["target"])["address"]} for row in rows]


def deliveries(connection: Connection, login: str) -> list[dict[str, Any]]:
    """One's own, latest first."""
    return [dict(row) for row in connection.execute(text(DELIVERIES), {"login": login, "limit": SHOWN}).mappings()]


def end(connection: Connection, login: str, subscription_id: UUID) -> None:
    """Nothing is told any more. Raises NotFoundError."""
    if not connection.execute(text(END), {"id": subscription_id, "login": login}).first():
        raise _no_such()


def replay(connection: Connection, login: str, delivery_id: UUID) -> None:
    """Send one again that was sent or is dead, under the same id. Raises NotFoundError."""
    if not connection.execute(text(REPLAY), {"id": delivery_id, "login": login}).first():
        raise _no_such()


def _no_such() -> NotFoundError:
    return NotFoundError(
        "没有这项订阅或通知，或者它已经停止。", "There is no such subscription or notice, or it has ended."
    )


def _purpose(key: UUID) -> bytes:
    return f"notice-target:{key}".encode()
