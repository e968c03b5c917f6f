"""Finding a person behind the fence by number, by name and birth date, or by a report: equal keyed hashes, nothing is
opened."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, text

from connectors.registry import sources
from hub.db import Store
from hub.people.deciding import members
from hub.people.reading import Profile, profile
from hub.security.actor import Actor
from hub.security.audit.entries import Access, record_access
from hub.security.scope import Fence
from hub.security.vault import Vault
from schemas.identifiers import ResidentId, parse_resident_id

RESIDENT_ID = "01"
MOST = 20  # people that one search gives; more say that the question was too wide

BY_NUMBER = "select worker_id from vault.identity where id_index = :index"
BY_NAME = """
select distinct w.worker_id from worker w join vault.identity i using (worker_id)
where w.birth_date = :birth_date and (i.name_index = :index or exists (
    select from vault.alias a where a.identity_id = i.identity_id and a.name_index = :index))
order by w.worker_id limit :limit
"""
BY_REPORT = """
select v.worker_id from record r join record_version v using (record_id)
where r.key = any(:keys) and v.document = :document and v.known_to = 'infinity' and v.worker_id is not null
"""
# The keys of records are seen behind these fences alone.
SEES_REPORTS = frozenset({Fence.PROVINCE, Fence.TERRITORY, Fence.INSURANCE, Fence.INSTITUTION})


def by_number(connection: Connection, vault: Vault, id_type: str, number: str) -> list[list[int]]:
    """The people with that document, each as all their workers; a resident's number may have 15 or 18 characters."""
    number = number.strip()
    parsed = parse_resident_id(number) if id_type == RESIDENT_ID else None
    known = parsed.number18 if isinstance(parsed, ResidentId) else number
    index = vault.blind("id", f"{id_type}\x1f{known}")
    return _people(connection, connection.execute(text(BY_NUMBER), {"index": index}).scalars().all())


def by_name(connection: Connection, vault: Vault, name: str, birth_date: date) -> list[list[int]]:
    """The people of exactly that name and birth date, up to MOST and one more."""
    values = {"index": vault.blind("name", name.strip()), "birth_date": birth_date, "limit": MOST + 1}
    return _people(connection, connection.execute(text(BY_NAME), values).scalars().all())


def by_report(connection: Connection, vault: Vault, document: str, sender: str, number: str) -> list[list[int]]:
    """The person whom a document is about, by the number its sender gave it (of a certificate, a report, a card).

    Of numbers only keyed hashes are kept, each with its source and sender; so `sender` is asked for, and every source
    is tried. Only behind the fences SEES_REPORTS.
    """
    told = f"{sender.strip()}\x1f{document}\x1f{number.strip()}"
    keys = [vault.blind("record", f"{source}\x1f{told}") for source in sources()]
    values = {"keys": keys, "document": document}
    return _people(connection, connection.execute(text(BY_REPORT), values).scalars().all())


def profiles(
    connection: Connection, store: Store, who: Actor, access: Access, by: str, people: Sequence[list[int]]
) -> list[Profile]:
    """The masked profiles of those found, MOST of them; written down with how they were searched for."""
    shown = [profile(connection, store.vault, workers) for workers in people[:MOST]]
    seen = [worker for each in shown for worker in each.workers]
    detail = {"by": by, "hits": len(people)}
    record_access(connection, store.keys, who, replace(access, workers=seen, detail=detail))
    return shown


def _people(connection: Connection, found: Iterable[int]) -> list[list[int]]:
    """Each person once."""
    people = {tuple(members(connection, worker)): None for worker in found}
    return [list(workers) for workers in people]
