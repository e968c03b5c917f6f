"""Seals everything anew under the current key, a piece at a time, while the hub goes on working.

A row that changes meanwhile is left as it is: whoever changed it sealed it. Whoever still holds an old ring seals with
an old key until it meets the new one, so the nightly run looks again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor

AT_ONCE = 500  # rows; of payloads, which are megabytes, AT_ONCE_LARGE
AT_ONCE_LARGE = 16


@dataclass(frozen=True)
class Sealed:
    """A column of sealed values. `key` names a row, `of` are the columns (or joined ones) its purpose is made of."""

    table: str
    column: str
    key: tuple[str, ...]
    purpose: Callable[..., bytes]
    of: tuple[str, ...] = ()
    joined: str = ""
    at_once: int = AT_ONCE


SEALED = (
    Sealed("payload_chunk", "sealed", ("batch_id", "n"), lambda batch_id, n: f"payload:{batch_id}:{n}".encode(),
           ("t.batch_id", "t.n"), at_once=AT_ONCE_LARGE),
    Sealed("held_row", "sealed", ("batch_id", "row"), lambda: b"held"),
    Sealed("vault.identity", "sealed", ("identity_id",), lambda: b"identity"),
    Sealed("vault.alias", "sealed", ("identity_id", "name_index"), lambda: b"identity"),
    Sealed("vault.personal_part", "sealed", ("record_id", "version"), lambda key: b"personal" + bytes(key),
           ("r.key",), "join record r using (record_id)"),
    Sealed("app_user", "display_name", ("user_id",), lambda login: f"display-name:{login}".encode(), ("t.login",)),
    Sealed("app_user", "totp_secret", ("user_id",), lambda user_id: f"totp:{user_id}".encode(), ("t.user_id",)),
    Sealed("app_user", "totp_offered", ("user_id",), lambda user_id: f"totp:{user_id}".encode(), ("t.user_id",)),
    Sealed("identity_provider", "secret", ("provider_id",), lambda name: f"identity-provider:{name}".encode(),
           ("t.name",)),
    Sealed("identity_provider", "signing_key", ("provider_id",), lambda name: f"identity-provider:{name}".encode(),
           ("t.name",)),
    Sealed("notice_subscription", "target", ("subscription_id",), lambda key: f"notice-target:{key}".encode(),
           ("t.subscription_id",)),
    Sealed("task_event", "remark", ("event_id",), lambda: b"task-remark"),
    *(
        Sealed("task_attachment", column, ("attachment_id",), lambda key: f"attachment:{key}".encode(),
               ("t.attachment_id",), at_once=AT_ONCE_LARGE)
        for column in ("name", "sealed")
    ),
    Sealed("form_draft", "sealed", ("login", "form"), lambda login, form: f"draft:{login}:{form}".encode(),
           ("t.login", "t.form")),
)  # fmt: skip
READ = """
select {key}, t.{column}{of} from {table} t {joined}
where {after} substring(t.{column} from 1 for {length}) <> :prefix order by {key} limit :limit
"""
WRITE = "update {table} set {column} = :new where {key} and {column} = :old"


def reseal(store: Store, actor: Actor, progress: Callable[[int], None] = lambda _: None) -> dict[str, int]:
    """Seal anew what is sealed with an older key; gives how many values of each table and column."""
    store.vault.refresh()
    done: dict[str, int] = {}
    for sealed in SEALED:
        name = f"{sealed.table}.{sealed.column}"
        done[name] = 0
        for number in _resealed(store, actor, sealed):
            done[name] += number
            progress(sum(done.values()))
    return done


def left(store: Store, actor: Actor, name: str) -> int:
    """How many values are still sealed with the key of that id."""
    prefix = bytes([len(name)]) + name.encode()
    total = 0
    with store.transaction(actor) as connection:
        for sealed in SEALED:
            query = f"select count(*) from {sealed.table} where substring({sealed.column} from 1 for :n) = :prefix"
            total += connection.execute(text(query), {"n": len(prefix), "prefix": prefix}).scalar_one()
    return total


def _resealed(store: Store, actor: Actor, sealed: Sealed) -> Iterator[int]:
    """Piece by piece, each in a transaction of its own; how many values of each piece were written."""
    after: tuple[Any, ...] | None = None
    while True:
        with store.transaction(actor) as connection:
            query, values = _read(sealed, after, store.vault.prefix)
            rows = connection.execute(text(query), values).all()
            if not rows:
                return
            changes = [_change(store, sealed, row) for row in rows]
            where = " and ".join(f"{name} = :{name}" for name in sealed.key)
            write = WRITE.format(table=sealed.table, column=sealed.column, key=where)
            connection.execute(text(write), changes)
            after = tuple(rows[-1][: len(sealed.key)])
        yield len(rows)


def _read(sealed: Sealed, after: tuple[Any, ...] | None, prefix: bytes) -> tuple[str, dict[str, Any]]:
    key = ", ".join(f"t.{name}" for name in sealed.key)
    places = {f"after_{name}": value for name, value in zip(sealed.key, after or (), strict=False)}
    behind = f"({key}) > ({', '.join(f':{place}' for place in places)}) and" if places else ""
    query = READ.format(
        key=key,
        column=sealed.column,
        of="".join(f", {name}" for name in sealed.of),
        table=sealed.table,
        joined=sealed.joined,
        after=behind,
        length=len(prefix),
    )
    return query, {"prefix": prefix, "limit": sealed.at_once, **places}


def _change(store: Store, sealed: Sealed, row: Any) -> dict[str, Any]:
    width = len(sealed.key)
    old, purpose = bytes(row[width]), sealed.purpose(*row[width + 1 :])
    new = store.vault.seal(store.vault.open(old, purpose), purpose)
    return dict(zip(sealed.key, row[:width], strict=True)) | {"old": old, "new": new}
