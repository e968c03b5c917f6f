"""The record of decisions: by what each finding was raised, changed and closed. A row only where something changed.

What is the same for all findings of a rule is kept once (`decision_basis`); a decision points to it and names the
versions of the records it rests on. Every step is one statement over all findings of an analysis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import ibis
import orjson
import psycopg
import pyarrow as pa

from analytics.frames import Frames
from hub.surveillance.bases import Basis

DISTRIBUTION = "occupational-health-hub"
# What the basis or the inputs say already, or every finding of the rule has in common.
LEFT_OUT = ["records", "title_zh", "title_en", "basis", "changes_it", "to_review"]

BASES = """
insert into decision_basis (basis, rule, rule_hash, content)
select basis, rule, rule_hash, content
from jsonb_to_recordset(%(bases)s::jsonb) as b (basis text, rule text, rule_hash text, content jsonb)
on conflict (basis) do nothing
"""
RECORDS = """
select (jsonb_array_elements_text(evidence -> 'records'))::bigint from found
union
select (jsonb_array_elements_text(evidence -> 'records'))::bigint from finding
where analysis = %(analysis)s and closed_on = %(on)s
"""
USED = "create temp table used (record_id bigint primary key, version int not null) on commit drop"
COPY = "copy used (record_id, version) from stdin"
# Each finding with the versions of its records that the analysis read, as {record: version}.
READ = """
read as (
    select e.{key}, jsonb_object_agg(u.record_id, u.version) as inputs
    from (select {key}, jsonb_array_elements_text(evidence -> 'records')::bigint as record_id from {table}) e
    join used u using (record_id)
    group by e.{key}
)
"""
DECIDED = """
insert into finding_decision (finding_id, kind, basis, due_on, inputs, said, as_of, known_at, package)
select finding_id, kind, basis, due_on, inputs, said, %(on)s, %(known_at)s, %(package)s from decided
returning decision_id, finding_id
"""
POINT = "update finding k set decision_id = made.decision_id from made where k.finding_id = made.finding_id"
# Of one that was known before decisions were kept, the first row says `changed`: when it was raised, nobody decided so.
STANDING = f"""
with mine as (
    select k.finding_id, k.raised_on, k.decision_id, k.due_on, k.evidence, b.basis
    from found f join finding k using (rule, subject, period)
    join jsonb_to_recordset(%(bases)s::jsonb) as b (rule text, basis text) using (rule)
), {READ.format(key="finding_id", table="mine")}, decided as (
    select m.finding_id, m.basis, m.due_on, coalesce(r.inputs, '{{}}') as inputs,
        m.evidence - %(left_out)s::text[] as said,
        case when coalesce(d.kind, 'closed') = 'closed' and m.raised_on = %(on)s then 'raised' else 'changed' end kind
    from mine m left join read r using (finding_id) left join finding_decision d using (decision_id)
    where d.kind is null or d.kind = 'closed' or d.basis <> m.basis or d.due_on is distinct from m.due_on
        or d.inputs <> coalesce(r.inputs, '{{}}')
), made as ({DECIDED})
{POINT}
"""
GONE = f"""
with mine as (
    select k.finding_id, k.due_on, k.evidence, b.basis
    from finding k join finding_decision d using (decision_id)
    left join jsonb_to_recordset(%(bases)s::jsonb) as b (rule text, basis text) on b.rule = k.rule
    where k.analysis = %(analysis)s and k.closed_on = %(on)s and d.kind <> 'closed'
), {READ.format(key="finding_id", table="mine")}, decided as (
    select m.finding_id, m.basis, m.due_on, coalesce(r.inputs, '{{}}') as inputs, '{{}}'::jsonb as said,
        'closed' as kind
    from mine m left join read r using (finding_id)
), made as ({DECIDED})
{POINT}
"""


@dataclass(frozen=True)
class Grounds:
    """What the findings of a run rest on: `bases` of its rules, and `frames`, read as known at `known_at`."""

    bases: Sequence[Basis]
    known_at: datetime
    frames: Frames


def record_decisions(working: psycopg.Cursor[tuple[object, ...]], analysis: str, on: date, grounds: Grounds) -> None:
    """Decisions on what is in the temporary table `found`, raised already, and on what was closed on `on`."""
    names = {
        "analysis": analysis,
        "on": on,
        "known_at": grounds.known_at,
        "package": version(DISTRIBUTION),
        "left_out": LEFT_OUT,
        "bases": orjson.dumps([_row(basis) for basis in grounds.bases]).decode(),
    }
    working.execute(BASES, names)
    working.execute(RECORDS, names)
    records = [int(str(row[0])) for row in working.fetchall()]
    working.execute(USED)
    with working.copy(COPY) as copy:
        for record_id, number in versions_read(grounds.frames, records):
            copy.write_row((record_id, number))
    working.execute(STANDING, names)
    working.execute(GONE, names)


def versions_read(frames: Frames, records: Sequence[int]) -> list[tuple[int, int]]:
    """Those of the records that are in the tables read through `frames`, with the version there."""
    documents = sorted({name.removesuffix("_result") for name in frames.read})
    if not records or not documents:
        return []
    versions = ibis.union(*(frames.document(name).select("record_id", "version") for name in documents))
    wanted = ibis.memtable(pa.table({"record_id": pa.array(records, pa.int64())}))
    found = versions.semi_join(wanted, "record_id").to_pyarrow()
    return list(zip(found["record_id"].to_pylist(), found["version"].to_pylist(), strict=True))


def _row(basis: Basis) -> dict[str, Any]:
    return {"basis": basis.key, "rule": basis.rule, "rule_hash": basis.rule_hash, "content": basis.content}
