"""Links workers that are probably one person: opens identities, compares them, and writes what the model found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter

import pyarrow as pa
from sqlalchemy import Connection, text

from analytics.linkage.model import MERGE
from analytics.linkage.pairs import find_pairs, verified
from hub.db import Store
from hub.people.deciding import Decision, Finding, apart, decisions, lock, merged, point, record
from hub.people.identities import read_identities
from hub.people.joining import Exam, Facts, People
from hub.security.actor import Actor

MODEL = Actor("job", "linkage")  # whose word a decision of the model is, whoever started it
EXAMS = """
select distinct worker_id, event_on, left(body #>> '{reporting,area_code}', 4) as city
from record_version
where document = 'examination' and known_to = 'infinity' and worker_id = any(:workers)
    and body #>> '{reporting,area_code}' is not null
"""
WAITING = """
select count(*) from link_decision d join worker w using (worker_id) join worker o on o.worker_id = d.other_id
where state = 'review' and coalesce(w.merged_into, w.worker_id) <> coalesce(o.merged_into, o.worker_id)
"""


@dataclass(frozen=True)
class LinkSummary:
    """One run: identities compared, pairs it joined, pairs that wait for a person at its end, seconds taken."""

    rows_read: int
    merged: int
    review: int
    seconds: float


def link_workers(store: Store, actor: Actor) -> LinkSummary:
    """Join what is surely one person, put before a person what may be. A second run changes nothing.

    What a person decided stands. Raises UnavailableError when identities cannot be opened.
    """
    started = perf_counter()
    with store.transaction(actor) as connection:
        workers = read_identities(connection, store.vault)
    pairs = _findings(find_pairs(workers))
    with store.transaction(actor) as connection:
        lock(connection)
        joined = _settle(connection, workers, pairs)
        waiting = connection.execute(text(WAITING)).scalar_one()
    return LinkSummary(len(workers), joined, waiting, perf_counter() - started)


def _findings(pairs: pa.Table) -> list[Finding]:
    """The surest first, as each joining may forbid a later one."""
    rows = zip(*(pairs[name].to_pylist() for name in ("worker_id", "other_id", "probability")), strict=True)
    found = [Finding((a, b), probability, "merged" if probability >= MERGE else "review") for a, b, probability in rows]
    return sorted(found, key=lambda finding: (-finding.probability, finding.pair))


def _settle(connection: Connection, workers: pa.Table, pairs: list[Finding]) -> int:
    """Write what the pairs come to beside what is decided already. Gives the number of pairs joined."""
    known = decisions(connection)
    people = People(merged(known))
    sure = [finding.pair for finding in pairs if finding.state == "merged"]
    concerned = {member for pair in sure for worker in pair for member in people.members(worker)}
    facts = Facts(apart(known), _numbers(workers, concerned), _exams(connection, concerned))
    found = list(_judged(people, facts, _open(pairs, known)))
    record(connection, MODEL, _changed(found, known), overrule=False)
    joined = [finding.pair for finding in found if finding.state == "merged"]
    point(connection, people, (a for a, _ in joined))
    return len(joined)


def _open(pairs: Iterable[Finding], known: Iterable[Decision]) -> list[Finding]:
    """Pairs on which nothing is decided, or which wait."""
    settled = {decision.pair for decision in known if decision.state != "review"}
    return [finding for finding in pairs if finding.pair not in settled]


def _judged(people: People, facts: Facts, pairs: Iterable[Finding]) -> Iterator[Finding]:
    """Joins `people` as it goes; a sure pair that something speaks against waits for a person."""
    for finding in pairs:
        a, b = finding.pair
        if people.root(a) == people.root(b):
            continue
        if finding.state == "merged" and people.agree(a, b, facts):
            people.join(a, b)
            yield finding
        else:
            yield finding._replace(state="review")


def _changed(found: Iterable[Finding], known: Iterable[Decision]) -> list[Finding]:
    before = {decision.pair: (decision.probability, decision.state) for decision in known}
    return [finding for finding in found if before.get(finding.pair) != (finding.probability, finding.state)]


def _numbers(workers: pa.Table, concerned: set[int]) -> dict[int, set[str]]:
    """The verified resident numbers of the workers `concerned`."""
    numbers: dict[int, set[str]] = {}
    for worker, number in zip(workers["worker_id"].to_pylist(), workers["id_number"].to_pylist(), strict=True):
        known = verified(number) if worker in concerned and number else None
        if known:
            numbers.setdefault(worker, set()).add(known[0])
    return numbers


def _exams(connection: Connection, concerned: set[int]) -> dict[int, set[Exam]]:
    """When and in which city (four digits of the reporting area, GB/T 2260) each was examined."""
    exams: dict[int, set[Exam]] = {}
    for worker, day, city in connection.execute(text(EXAMS), {"workers": sorted(concerned)}):
        exams.setdefault(worker, set()).add((day, city))
    return exams
