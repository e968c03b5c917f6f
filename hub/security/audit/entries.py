"""Writing the audit, an entry for every read of identifiable data and every change, and reading who saw a worker."""

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.actor import Actor
from hub.security.audit.form import Content, stamp
from hub.security.keys import KeyRing
from hub.security.personal import PERSONAL, is_plain_line

LONGEST_PURPOSE = 200
LARGEST_NUMBER = 2**53 - 1  # the largest integer that every reader of JSON keeps (RFC 8785)
CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}", re.ASCII)

INSERT = text("""
insert into audit_entry (entry_id, at, actor, verb, purpose, workers, records, address, detail, stamp)
values (:entry_id, to_timestamp(0) + cast(:at as bigint) * interval '1 microsecond', :actor, :verb, :purpose,
    cast(:workers as bigint[]), cast(:records as bigint[]), :address, cast(:detail as jsonb), :stamp)
""")
ABOUT = text("""
select entry_id, at, actor, verb, purpose, case when alone then records else '{}' end, address,
    case when alone then detail else '{}' end
from audit_entry, lateral (select workers <@ cast(:workers as bigint[])) as t (alone)
where workers && cast(:workers as bigint[]) and (cast(:before as uuid) is null or entry_id < :before)
order by entry_id desc limit :limit
""")


class Verb(StrEnum):
    """What was done. The table allows these alone."""

    READ = "read"
    UNMASK = "unmask"
    EXPORT = "export"
    CHANGE = "change"
    DECIDE = "decide"
    GRANT = "grant"
    REVOKE = "revoke"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"


FOR_A_PURPOSE = {Verb.READ, Verb.UNMASK, Verb.EXPORT}


@dataclass(frozen=True)
class Access:
    """What was done, for which purpose (up to 200 characters), to whom: numbers of workers and records of ours.

    `address` is the network address it came from, empty on this machine. `detail` holds integers, truth values, codes
    (ASCII, up to 64 characters, no white space) and lists of them: nothing in an entry names a person.
    Raises HubError for anything else.
    """

    verb: Verb
    purpose: str = ""
    workers: Sequence[int] = ()
    records: Sequence[int] = ()
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_purpose(self.verb, self.purpose)
        _refuse_address(self.address)
        if not all(_is_code(key) and _is_plain(value) for key, value in self.detail.items()):
            raise HubError(
                "审计条目的细节只能是整数、真假值和代码（不含姓名、证件号码和电话）；请改为编号。",
                "The detail of an audit entry holds integers, truth values and codes only, never names, ID numbers or "
                "phones; give our own numbers instead.",
            )


@dataclass(frozen=True)
class Seen:
    """An entry about a worker, as its reader sees it. `entry_id` is the cursor of the next page.

    Records and detail are left out of an entry about other people too.
    """

    entry_id: UUID
    at: datetime
    actor: str
    verb: str
    purpose: str
    records: list[int]
    address: str
    detail: dict[str, Any]


def record_access(connection: Connection, keys: KeyRing, actor: Actor, access: Access) -> UUID:
    """Write one entry, in the transaction of what it is about and in the name that transaction carries.

    One statement, however many workers. Gives the entry's id.
    """
    at = time.time_ns() // 1000
    workers, records = sorted(set(access.workers)), sorted(set(access.records))
    content = Content(
        *(_new_id(at), at, str(actor), access.verb.value, access.purpose, workers, records),
        *(_address(access.address), dict(access.detail)),
    )
    written = content._asdict() | {"detail": orjson.dumps(content.detail).decode(), "stamp": stamp(keys, content)}
    connection.execute(INSERT, written)
    return content.entry_id


def accesses(connection: Connection, workers: Sequence[int], before: UUID | None = None, limit: int = 50) -> list[Seen]:
    """Entries about any of `workers` (all the numbers of one person), newest first; `before` is the last id of the
    page before."""
    values = {"workers": list(workers), "before": before, "limit": limit}
    return [Seen(*row) for row in connection.execute(ABOUT, values)]


def _new_id(at: int) -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7 and method 3 of 6.2): milliseconds, their fraction in 12 bits, 62 random."""
    milliseconds, rest = divmod(at, 1000)
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 7 << 76 | (rest * 4096 // 1000) << 64 | 2 << 62 | random)


def _refuse_purpose(verb: Verb, purpose: str) -> None:
    if verb in FOR_A_PURPOSE and not purpose.strip():
        raise HubError(
            "请写明查看或导出个人资料的目的。", "Say for what purpose personal data is to be read or exported."
        )
    if not is_plain_line(purpose, LONGEST_PURPOSE):
        raise HubError(
            "目的最多 200 字、写成一行，并且不得含证件号码或电话；请改写。",
            "A purpose is one line of at most 200 characters without ID numbers or phones; write it anew.",
        )


def _refuse_address(address: str) -> None:
    try:
        _address(address)
    except ValueError as problem:
        raise HubError(
            "来源地址不是网络地址；请写 IPv4 或 IPv6 地址，本机则留空。",
            "Where it came from is no network address; give an IPv4 or IPv6 address, or nothing on this machine.",
        ) from problem


def _address(address: str) -> str:
    return str(ip_address(address)) if address else ""


def _is_plain(value: Any) -> bool:
    """A number, truth value or code, or a list of them."""
    each = value if isinstance(value, list | tuple) else [value]
    return all(one is None or _is_code(one) or (isinstance(one, int) and abs(one) <= LARGEST_NUMBER) for one in each)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE.fullmatch(value)) and not PERSONAL.search(value)
