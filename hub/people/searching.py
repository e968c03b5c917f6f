"""Finding a person behind the fence by number, or by name and birth date: equal keyed hashes, nothing is opened."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, text

from hub.people.deciding import members
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


def _people(connection: Connection, found: Iterable[int]) -> list[list[int]]:
    """Each person once."""
    people = {tuple(members(connection, worker)): None for worker in found}
    return [list(workers) for workers in people]
