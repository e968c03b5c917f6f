"""What a change of law would change, over the records there are: two worlds computed side by side, nothing stored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from analytics.frames import Frames
from analytics.simulation import cases, duties
from analytics.simulation.changes import Change
from analytics.simulation.comparing import Difference, Told, counts, differences
from analytics.simulation.held import Accepted, Held, held
from hub.db import Store
from hub.security.actor import Actor
from hub.surveillance.analyse import alone
from hub.surveillance.parquet import MEMORY
from hub.surveillance.raising import Found
from hub.surveillance.seeking import seek
from hub.surveillance.snapshot import Snapshot
from schemas.overlay import overlaid

TOPICS = ("gaps", "compliance", "quality")
INSTALLED = Change({}, ())


@dataclass(frozen=True)
class World:
    """A law, and the records as that law would have taken them in."""

    law: Change
    frames: Frames

    @contextmanager
    def here(self) -> Iterator[Frames]:
        with overlaid(self.law.texts) if self.law.texts else nullcontext():
            yield self.frames


def simulate(store: Store, actor: Actor, change: Change, as_of: date, before: Change = INSTALLED) -> dict[str, Any]:
    """What is different on `as_of` with `change` from what is with `before`, the installed law by default.

    `counts` by rule, duty and item; `records` that intake would hold under one law only; `findings`, `duties` and
    `entitlements` with what was before and after. `unknown` counts the cases of which an item could not be worked out,
    by item and what it needs. Duties and entitlements are compared only where the change can touch them, which
    `compared` says. A record that would be held is left out of the world where it would.
    """
    with alone(store, actor):
        snapshot = Snapshot(store)
        snapshot.refresh()
        old, new, records = _worlds(snapshot.folder, before, change)
        found = _compare(old, new, as_of)
    every = [each for each in found.values() if isinstance(each, list)]
    told = {name: [one.as_json() for one in each] if isinstance(each, list) else each for name, each in found.items()}
    return {
        "as_of": as_of,
        "changed": change.names,
        "compared": ["findings", *(name for name in ("duties", "entitlements") if name in found)],
        "counts": counts(one for each in every for one in each) | _record_counts(records),
        "records": records,
        **told,
    }


def _worlds(folder: Path, before: Change, after: Change) -> tuple[World, World, list[dict[str, Any]]]:
    """Both on one engine, so that they can be compared there."""
    plain = Frames(ibis.duckdb.connect(memory_limit=MEMORY), folder)
    lists = before.lists | after.lists
    one, other = (_held(World(law, plain), lists) for law in (before, after))
    old, new = (
        Accepted(plain.engine, folder, left_out=_lost(mine - others)) for mine, others in ((one, other), (other, one))
    )
    records = [asdict(each) | {"held": "before"} for each in one - other]
    records += [asdict(each) | {"held": "after"} for each in other - one]
    records.sort(key=lambda each: (each["document"], each["record_id"], each["held"]))
    return World(before, old), World(after, new), records


def _held(world: World, lists: frozenset[str]) -> set[Held]:
    with world.here() as frames:
        return held(frames, lists) if lists else set()


def _lost(records: set[Held]) -> dict[str, frozenset[int]]:
    """A disease that only has another code under the other law is the same case there."""
    gone = {each for each in records if each.becomes is None}
    return {
        name: frozenset(one.record_id for one in gone if one.document == name)
        for name in {one.document for one in gone}
    }


def _compare(old: World, new: World, as_of: date) -> dict[str, Any]:
    found: dict[str, Any] = {"findings": differences(_findings(old, as_of), _findings(new, as_of))}
    if any(world.law.of_editions or world.law.lists for world in (old, new)):
        found["duties"] = _duties(old, new, as_of)
    if any(world.law.of_entitlements or world.law.lists for world in (old, new)):
        found |= _entitlements(old, new, as_of)
    return found


def _findings(world: World, as_of: date) -> list[Told]:
    with world.here() as frames:
        return [_told(one) for topic in TOPICS for one in seek(topic, frames, as_of)]


def _told(one: Found) -> Told:
    fields = {"due_on": one.due_on, "amount": one.evidence["amount"], "verified": one.evidence["verified"]}
    return Told(one.rule, one.subject, (("period", one.period),), fields)


def _duties(old: World, new: World, as_of: date) -> list[Difference]:
    tables = []
    for world in (old, new):
        with world.here() as frames:
            tables.append(duties.owed(frames, as_of))
    before, after = tables
    return differences(duties.different(before, after), duties.different(after, before))


def _entitlements(old: World, new: World, as_of: date) -> Mapping[str, Any]:
    sides = []
    for world in (old, new):
        with world.here() as frames:
            sides.append(cases.entitlements(frames, as_of))
    (before, unknown_before), (after, unknown_after) = sides
    return {
        "entitlements": differences(before, after),
        "unknown": {"before": unknown_before, "after": unknown_after},
    }


def _record_counts(records: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in records:
        kind = "recoded" if each["becomes"] else f"held_{each['held']}"
        counted = found.setdefault(f"records {each['list']}", {})
        counted[kind] = counted.get(kind, 0) + 1
    return found
