"""Unmasking a person for a reason: within the quota, behind the fence, written down; over HTTP and on a page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hub.db import Store
from hub.people.purposes import read_reason
from hub.people.reading import person, unmasked
from hub.security.accounts.quotas import UNMASK, use
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access


@dataclass(frozen=True)
class Unmasked:
    """Of a person: `identities` with the fields asked for in clear, of every document they came under."""

    worker_id: int
    identities: list[dict[str, str | None]]


def unmask(store: Store, who: Actor, address: str, worker_id: int, reason: str, fields: Iterable[str]) -> Unmasked:
    """Raises PurposeError, TooOftenError, or NotFoundError for whom the fence does not show."""
    asked = sorted(set(fields))
    access = Access(Verb.UNMASK, read_reason(reason), address=address, detail={"fields": asked})
    _use(store, who)
    with store.transaction(who) as connection:
        workers = person(connection, worker_id)
        found = unmasked(connection, store.vault, workers, asked)
        record_access(connection, store.keys, who, replace(access, workers=workers))
    return Unmasked(workers[0], found)


def _use(store: Store, who: Actor) -> None:
    """Counted before it is done, and committed."""
    with store.transaction(who.as_hub()) as connection:
        use(connection, store.vault, UNMASK, who.name, datetime.now(UTC))
