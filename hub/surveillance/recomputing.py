"""The findings of a past day, by the rules in force on it and the records known at its end. Nothing is stored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ibis import BaseBackend
from sqlalchemy import text

from analytics.frames import Frames
from hub.db import Store
from hub.security.actor import Actor
from hub.surveillance.analyse import LINKAGE, alone, engine_of, sought, wanted
from hub.surveillance.bases import bases
from hub.surveillance.decisions import versions_read
from hub.surveillance.snapshot import Snapshot

# The decision that stood then, where there was one: the last by a day and a knowledge not after those asked for.
STOOD = """
select distinct on (finding_id) f.rule, f.subject, f.period, d.decision_id, d.kind, d.basis, d.due_on, d.inputs
from finding f join finding_decision d using (finding_id)
where f.analysis = :analysis and d.as_of <= :as_of and d.known_at <= :known_at
order by finding_id, d.decision_id desc
"""


def recompute(
    store: Store,
    actor: Actor,
    as_of: date,
    known_at: datetime | None = None,
    only: Sequence[str] | None = None,
    engine: str = "duckdb",
) -> list[dict[str, Any]]:
    """What the analyses (`only` those named) find as of a day, from what was known at `known_at` (default: its end).

    Each finding has `inputs` (records with the version that was read), `basis` (the hash of what it rests on now) and
    `recorded`: the decision on it that stood then and in what it differs, null where none was stored. Rules are those
    of this program with the numbers in force on the day; who is whom, and where employers are, is as known now.
    Raises HubError for an unknown analysis or engine.
    """
    names = [name for name in wanted(only) if name != LINKAGE]
    moment, connect = known_at or end_of(as_of, store), engine_of(engine)
    with alone(store, actor):
        snapshot = Snapshot(store)
        snapshot.refresh()
        return [one for name in names for one in _found(store, actor, name, as_of, moment, connect)]


def end_of(day: date, store: Store) -> datetime:
    """The last moment of a day in the time of the province."""
    next_day = datetime.combine(day + timedelta(days=1), time(), store.settings.zone)
    return next_day - timedelta(microseconds=1)


def _found(
    store: Store, actor: Actor, analysis: str, as_of: date, moment: datetime, connect: Callable[[], BaseBackend]
) -> Iterator[dict[str, Any]]:
    frames = Frames(connect(), Snapshot(store).folder, moment.astimezone(UTC))
    found = list(sought(store, actor, analysis, frames, as_of))
    records = sorted({record for one in found for record in one.evidence.get("records", ())})
    versions = dict(versions_read(frames, records))
    stood, keys = _stood(store, actor, analysis, as_of, moment), {one.rule: one.key for one in bases(analysis, as_of)}
    divisions = _divisions(frames)
    for one in found:
        told = {name: value for name, value in asdict(one).items() if name != "record_id"}
        inputs = {str(record): versions[record] for record in one.evidence.get("records", ()) if record in versions}
        told |= {
            "analysis": analysis,
            "division_code": one.division_code or divisions.get(one.employer_id),
            "inputs": inputs,
            "basis": keys[one.rule],
        }
        yield told | {"recorded": _compared(told, stood.get((one.rule, one.subject, one.period)))}


def _compared(told: dict[str, Any], decided: dict[str, Any] | None) -> dict[str, Any] | None:
    """The decision that stood, and what differs from it: the basis where rules or numbers have been changed since."""
    if decided is None or decided["kind"] == "closed":
        return None
    differs = [name for name in ("due_on", "inputs", "basis") if told[name] != decided[name]]
    return {"decision_id": decided["decision_id"], "differs_in": differs}


def _stood(
    store: Store, actor: Actor, analysis: str, as_of: date, moment: datetime
) -> dict[tuple[str, str, str], dict[str, Any]]:
    names = {"analysis": analysis, "as_of": as_of, "known_at": moment}
    with store.transaction(actor) as connection:
        rows = connection.execute(text(STOOD), names).mappings()
        return {(row["rule"], row["subject"], row["period"]): dict(row) for row in rows}


def _divisions(frames: Frames) -> dict[int | None, str]:
    """Where employers are: the division of a finding whose records do not say it."""
    places = frames.employer.select("employer_id", "division_code").to_pyarrow()
    return dict(zip(*(places[name].to_pylist() for name in places.column_names), strict=True))
