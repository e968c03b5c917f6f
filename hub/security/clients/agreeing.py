"""Adding and ending data-sharing agreements. One is never changed: it is ended, and another added; both are audited."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from hub.errors import HubError, NotFoundError
from hub.security.accounts.organisations import Organisation, read_territory
from hub.security.actor import Actor
from hub.security.audit.entries import LONGEST_PURPOSE, Access, Verb, record_access
from hub.security.clients.agreements import COLUMNS, Agreement
from hub.security.clients.clients import Client, named_client
from hub.security.keys import KeyRing
from hub.security.personal import is_plain_line

VIEW = re.compile(r"[a-z_]{1,40}", re.ASCII)  # which views there are is not known here; whoever adds one asks there

HOLD = "select from client where client_id = :client for no key update"  # one new agreement of a client at a time
OVERLAPPING = """
select number from agreement where client_id = :client_id and ended_at is null and views && cast(:views as text[])
    and valid_from <= :valid_until and :valid_from <= valid_until order by agreement_id limit 1
"""
ADD = f"""
insert into agreement (number, title, client_id, views, purpose, basis, territory, signed_on, valid_from, valid_until,
    created_at, created_by)
values (:number, :title, :client_id, :views, :purpose, :basis, :territory, :signed_on, :valid_from, :valid_until,
    :now, :by)
on conflict do nothing returning {COLUMNS}
"""
END = f"""
update agreement set ended_at = :now, ended_by = :by where number = :number and ended_at is null returning {COLUMNS}
"""


class AgreementError(HubError):
    """An agreement that there cannot be."""

    status = 409


@dataclass(frozen=True)
class NewAgreement:
    """What the signed paper says. Days are inclusive; without a territory, it is the client's own division."""

    number: str
    title: str
    client_id: str
    views: Sequence[str]
    purpose: str
    basis: str
    territory: str | None
    signed_on: date
    valid_from: date
    valid_until: date


def add_agreement(
    connection: Connection, ring: KeyRing, actor: Actor, new: NewAgreement, now: datetime, today: date
) -> Agreement:
    """Add an agreement; `today` is the day of `now` in the province. Raises AgreementError, BadOrganisationError,
    NotFoundError."""
    _check(new, today)
    client = named_client(connection, new.client_id)
    connection.execute(text(HOLD), {"client": client.client_id})
    values = asdict(new) | {"views": sorted(set(new.views)), "territory": _territory(new, client, today)}
    if other := connection.execute(text(OVERLAPPING), values).scalar_one_or_none():
        raise AgreementError(
            f"同一视图在同一时期已有协议 {other}；请先终止它，再新增。",
            f"Agreement {other} is on the same view at the same time; end that one first.",
        )
    row = connection.execute(text(ADD), values | {"now": now, "by": str(actor)}).one_or_none()
    if row is None:
        raise AgreementError(
            "该协议编号已被使用；请核对。", "An agreement of this number is in force; check the number."
        )
    return _noted(connection, ring, actor, Verb.GRANT, Agreement(*row))


def end_agreement(connection: Connection, ring: KeyRing, actor: Actor, number: str, now: datetime) -> Agreement:
    """End an agreement, from this moment on. Raises NotFoundError when there is none of that number that stands."""
    values = {"number": number, "now": now, "by": str(actor)}
    row = connection.execute(text(END), values).one_or_none()
    if row is None:
        raise NotFoundError(
            "没有这个编号的有效协议；请用 ohub agreement list 核对。",
            "No agreement of this number stands; look it up with `ohub agreement list`.",
        )
    return _noted(connection, ring, actor, Verb.REVOKE, Agreement(*row))


def _noted(connection: Connection, ring: KeyRing, actor: Actor, verb: Verb, agreement: Agreement) -> Agreement:
    names = ("agreement_id", "client_id", "views", "territory")
    detail = {name.removesuffix("_id"): getattr(agreement, name) for name in names}
    record_access(connection, ring, actor, Access(verb, detail=detail))
    return agreement


def _territory(new: NewAgreement, client: Client, today: date) -> str:
    """The client's own division, or a part of it. What lies where is known of bureaus alone."""
    its = Organisation(client.organisation_kind, client.organisation_key)
    territory = read_territory(new.territory, its, today)
    if its.kind != "bureau" or territory is None:
        raise AgreementError(
            "数据共享协议只与行政机关（bureau）的系统签订；其他单位查询自己的记录不需要协议。",
            "Agreements are made with systems of a bureau; other organisations see their own records without one.",
        )
    return territory


def _check(new: NewAgreement, today: date) -> None:
    for said in (new.number, new.title, new.purpose, new.basis):
        if not (said.strip() and is_plain_line(said, LONGEST_PURPOSE)):
            raise AgreementError(
                "编号、标题、目的、依据各写一行，最多 200 字，不得含证件号码或电话。",
                "Number, title, purpose and basis are one line each, at most 200 characters, without ID numbers or "
                "phones.",
            )
    if not new.views or not all(VIEW.fullmatch(view) for view in new.views):
        raise AgreementError("请写明数据视图，至少一个。", "Name the views, at least one.")
    if not new.valid_from <= new.valid_until or new.signed_on > today:
        raise AgreementError(
            "日期不对：止日不得早于起日，签订日期不得晚于今天。",
            "The days are not right: the last one is not before the first, and it was signed today or before.",
        )
