"""How often somebody may do what they are permitted to do, counted in the database, so that all processes share it."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.vault import Vault

# `waits_until` is when all that was done is paid off; each use puts it off by one interval (the generic cell rate
# algorithm, ITU-T I.371). Two at once meet at the row: the second sees what the first has used.
USE = """
insert into sign_in_attempt as a (scope, subject, failures, last_at, waits_until)
values (:scope, :subject, 1, :now, :now + :every)
on conflict (scope, subject) do update
set failures = a.failures + 1, last_at = :now, waits_until = greatest(a.waits_until, :now) + :every
where a.waits_until <= :now + :ahead
returning failures
"""
PAID_OFF = "select waits_until from sign_in_attempt where scope = :scope and subject = :subject"


@dataclass(frozen=True)
class Quota:
    """`at_once` uses without waiting, and one more for each interval `every` that passes: in any span of time never
    more than `at_once` plus the intervals in it."""

    name: str
    at_once: int
    every: timedelta


UNMASK = Quota("unmask", 30, timedelta(minutes=2))  # never more than 60 in any hour


class TooOftenError(HubError):
    """The quota is used up; `seconds` until there is more (Retry-After)."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"查看明文的次数已达上限；请等待 {seconds} 秒后再试。工作确有需要的，请找本单位的安全管理员。",
            f"Too many have been unmasked for now; wait {seconds} seconds. If the work needs more, ask your security "
            "administrator.",
        )
        self.seconds = seconds


def use(connection: Connection, vault: Vault, quota: Quota, login: str, now: datetime) -> None:
    """Count one use by `login`, or raise TooOftenError. Commit before it is done: what fails afterwards counts too.

    `connection` is the hub's own: no fence reaches the counts.
    """
    whose = {"scope": quota.name, "subject": vault.blind("quota", f"{quota.name}\0{login}")}
    ahead = quota.every * (quota.at_once - 1)
    values = {**whose, "now": now, "every": quota.every, "ahead": ahead}
    if connection.execute(text(USE), values).one_or_none() is None:
        paid_off = connection.execute(text(PAID_OFF), whose).scalar_one()
        raise TooOftenError(max(1, math.ceil((paid_off - ahead - now).total_seconds())))
