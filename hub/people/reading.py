"""Reading a person: the masked profile, the records that stand, what is in clear. All of it behind the caller's fence.

A person is all the workers they were found to be, as far as the fence shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.errors import NotFoundError
from hub.people.deciding import members
from hub.people.gist import gist
from hub.people.masking import masked
from hub.security.vault import Vault
from schemas.codes import codelist

PURPOSE = b"identity"  # as intake seals it
FIELDS = ("id_type", "id_number", "name", "phone")

WORKERS = "select worker_id, sex, birth_date from worker where worker_id = any(:workers) order by worker_id"
SEALED = """
select i.identity_id, i.sealed from vault.identity i where i.worker_id = any(:workers)
union all
select i.identity_id, a.sealed from vault.identity i join vault.alias a using (identity_id)
where i.worker_id = any(:workers)
order by 1
"""
# The latest event comes first; `event_day` is the day as a number, for the cursor.
RECORDS = """
select v.record_id, v.document, v.event_on, v.event_on - date '1970-01-01' as event_day, v.source, v.body,
    v.division_code, e.name as employer, e.credit_code
from record_version v left join employer e using (employer_id)
where v.worker_id = any(:workers) and v.known_to = 'infinity'
    and (v.event_on - date '1970-01-01', v.record_id) < (:event_day, :record_id)
order by v.event_on desc, v.record_id desc limit :limit
"""
LAST_PLACE = (10**7, 0)  # behind every day there is


@dataclass(frozen=True)
class Profile:
    """A person, masked. `worker_id` stands for all the `workers` they were found to be; `identities` are the documents
    and names they came under, each with id_type, id_number, name and phone."""

    worker_id: int
    workers: list[int]
    sex: str | None
    birth_year: int | None
    identities: list[dict[str, str | None]]


def person(connection: Connection, worker_id: int) -> list[int]:
    """All the workers of a person, as far as they can be seen. Raises NotFoundError, the same for a foreign person and
    for none."""
    found = members(connection, worker_id)
    if not found:
        raise NotFoundError(
            "没有这名劳动者，或者不在您的范围之内；请核对编号。",
            "There is no such worker, or not within your reach; check the number.",
        )
    return found


def profile(connection: Connection, vault: Vault, workers: Sequence[int]) -> Profile:
    """The profile of one person. Raises UnavailableError when what is sealed cannot be opened."""
    rows = connection.execute(text(WORKERS), {"workers": list(workers)}).all()
    sex = next((row.sex for row in rows if row.sex), None)
    born = next((row.birth_date for row in rows if row.birth_date), None)
    identities = _distinct(masked(each) for each in opened(connection, vault, workers))
    return Profile(workers[0], list(workers), sex, born.year if born else None, identities)


def opened(connection: Connection, vault: Vault, workers: Sequence[int]) -> list[dict[str, str | None]]:
    """The documents and names that a person came under, in clear. Raises UnavailableError."""
    sealed = connection.execute(text(SEALED), {"workers": list(workers)})
    each = (dict(zip(FIELDS, vault.open_json(row.sealed, PURPOSE), strict=True)) for row in sealed)
    return _distinct(each)


def unmasked(
    connection: Connection, vault: Vault, workers: Sequence[int], fields: Iterable[str]
) -> list[dict[str, str | None]]:
    """The same, with the kind of document and the `fields` asked for alone."""
    asked = {"id_type", *fields}
    found = opened(connection, vault, workers)
    return _distinct({name: value for name, value in each.items() if name in asked} for each in found)


def records(
    connection: Connection, workers: Sequence[int], place: Sequence[int] | None, limit: int
) -> list[dict[str, Any]]:
    """The records of a person that stand, behind a place (day of the event, number), latest first.

    Each with record_id, document, event_on, event_day, source, employer, credit_code, division_code, division and
    gist; nobody is named.
    """
    event_day, record_id = place or LAST_PLACE
    values = {"workers": list(workers), "event_day": event_day, "record_id": record_id, "limit": limit}
    return [_record(row) for row in connection.execute(text(RECORDS), values).mappings()]


def _record(row: RowMapping) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name != "body"}
    body: Mapping[str, Any] = row["body"]
    day: date = row["event_on"]
    return told | {"division": _place(row["division_code"]), "gist": gist(row["document"], body, day)}


def _place(code: str | None) -> str:
    found = codelist("division").get(code or "")
    return found.name if found else ""


def _distinct(found: Iterable[dict[str, str | None]]) -> list[dict[str, str | None]]:
    """Without repetitions, in their order."""
    return list({tuple(each.values()): each for each in found}.values())
