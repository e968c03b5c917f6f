"""What a person reads of themselves: their profile, records and findings, and the entry that they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from hub.db import Store
from hub.people.deciding import members
from hub.people.purposes import OWN
from hub.people.reading import Profile, profile, records
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access

# The fence of a person shows nothing but what is about them.
FINDINGS = """
select f.finding_id, f.rule, f.raised_on, f.due_on, f.closed_on, e.name as employer, f.evidence
from finding f left join employer e using (employer_id)
where f.worker_id = any(:workers)
order by f.closed_on is not null, f.raised_on desc, f.finding_id desc limit 200
"""
SENTENCES = ("title_zh", "title_en", "basis", "must_act", "verified", "days_late")


@dataclass(frozen=True)
class OwnRecord:
    """`profile` is None where the hub knows nothing; one record more than asked for says that there are more."""

    profile: Profile | None
    records: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def workers_of(who: Actor) -> list[int]:
    """The workers a person was found to be, by the fence they act within."""
    told = who.scope.settings.get("workers", "") if who.scope else ""
    return [int(worker) for worker in told.split(",") if worker]


def own_record(store: Store, who: Actor, address: str, place: Sequence[int] | None, limit: int) -> OwnRecord:
    """The record of whoever asks, behind the fence of a person. Written down in the same transaction."""
    with store.transaction(who) as connection:
        workers = workers_of(who)
        seen = members(connection, *workers)  # none where every record was taken away
        if not seen:
            return OwnRecord(None, [], findings(connection, workers))
        read = records(connection, workers, place, limit + 1)
        numbers = [each["record_id"] for each in read[:limit]]
        record_access(connection, store.keys, who, Access(Verb.READ, OWN, workers, numbers, address))
        return OwnRecord(profile(connection, store.vault, seen), read, findings(connection, workers))


def findings(connection: Connection, workers: Sequence[int]) -> list[dict[str, Any]]:
    """What was found about a person, the current ones first: with its sentences, legal basis and who must act."""
    rows = connection.execute(text(FINDINGS), {"workers": list(workers)}).mappings()
    return [_finding(dict(row)) for row in rows]


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    evidence = row.pop("evidence")
    return row | {name: evidence.get(name) for name in SENTENCES}
