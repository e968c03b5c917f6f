"""What the pages of compliance read: employers with the numbers of their duties, and the duties of one of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.pages.compliance.kinds import KIND_OF, KINDS, ORDER, about
from hub.pages.queries import place_name
from schemas.codes.divisions import subtree

EPOCH = "date '1970-01-01'"
WORST = ("contraindicated", "review", "overdue")
URGENT = " + ".join(f"{weight} * (n_{kind} > 0)::int" for weight, kind in zip((4, 2, 1), WORST, strict=True))
NUMBERS = ", ".join(f"coalesce(sum(n) filter (where rule = any(:of_{kind})), 0)::int as n_{kind}" for kind in KINDS)
STANDING = "analysis = 'compliance' and closed_on is null"
# Only what is asked for stands in a statement: the rest of the numbers come from the index alone.
ASKED = {
    "kind": "and rule = any(:rules)",
    "division": "and division_code = any(:divisions)",
    "hazard": """and (evidence ->> 'about') ~ ('"' || :hazard || '[ @"]')""",
}
EMPLOYERS = f"""
with each as (
    select employer_id, rule, count(*) as n, min(due_on) as oldest, max(seen_on) as seen_on
    from finding where {STANDING} and employer_id is not null {{asked}} group by employer_id, rule
), counted as (
    select employer_id, {NUMBERS}, sum(n)::int as n, min(oldest) as oldest, max(seen_on) as seen_on
    from each group by employer_id
), ranked as (select c.*, {URGENT} as urgency from counted c)
select r.*, e.name, e.division_code from ranked r join employer e using (employer_id)
where (r.urgency, r.n, r.employer_id) < (:urgency, :n, :after)
order by r.urgency desc, r.n desc, r.employer_id desc limit :limit
"""
EMPLOYER = "select employer_id, name, credit_code, division_code from employer where employer_id = :employer"
COUNTS = f"""
select rule, count(*) as count, min(due_on) as oldest, max(seen_on) as seen_on from finding
where {STANDING} and employer_id = :employer group by rule
"""
DUTIES = f"""
with mine as (
    select finding_id, rule, array_position(cast(:order as text[]), rule) as urgency, worker_id, subject, due_on,
        due_on - {EPOCH} as due_day, seen_on, evidence
    from finding
    where {STANDING} and employer_id = :employer {{asked}}
)
select * from mine where (urgency, due_day, finding_id) > (:urgency, :due_day, :after)
order by urgency, due_day, finding_id limit :limit
"""
LAST, FIRST = (10**6, 10**9, 0), (-1, 0, 0)
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Filter:
    """What is asked for, as it stands in the address; blank: everything."""

    kind: str = ""
    hazard: str = ""
    division: str = ""

    @property
    def rules(self) -> list[str]:
        return list(KINDS.get(self.kind, ORDER))


def employers(
    connection: Connection, place: Sequence[int] | None, limit: int, *, chosen: Filter, today: date
) -> list[dict[str, Any]]:
    """Employers behind a place (urgency, number, employer), the most urgent first."""
    urgency, n, after = place or LAST
    divisions = sorted(subtree(chosen.division, today)) if chosen.division else None
    asked: dict[str, Any] = {f"of_{kind}": list(rules) for kind, rules in KINDS.items()}
    asked |= {"rules": chosen.rules, "divisions": divisions}
    asked |= {"hazard": chosen.hazard, "urgency": urgency, "n": n, "after": after, "limit": limit}
    rows = connection.execute(text(_of(EMPLOYERS, chosen)), asked).mappings()
    return [{**row, "place": place_name(row["division_code"])} for row in rows]


def employer(connection: Connection, employer_id: int) -> dict[str, Any] | None:
    """One employer, as far as the fence shows it."""
    if not 0 < employer_id <= LARGEST:
        return None
    found = connection.execute(text(EMPLOYER), {"employer": employer_id}).mappings().first()
    return {**found, "place": place_name(found["division_code"])} if found else None


def counts(connection: Connection, employer_id: int) -> dict[str, dict[str, Any]]:
    """By kind, in the order of urgency: how many, since when, and the night they are of."""
    found: dict[str, dict[str, Any]] = {}
    rows = connection.execute(text(COUNTS), {"employer": employer_id}).mappings()
    for row in sorted(rows, key=lambda row: ORDER.index(row["rule"])):
        known = found.setdefault(KIND_OF[row["rule"]], {"count": 0, "oldest": row["oldest"], "seen_on": row["seen_on"]})
        known["count"] += row["count"]
        known["oldest"] = min(known["oldest"], row["oldest"])
    return found


def duties(
    connection: Connection, place: Sequence[int] | None, limit: int, *, employer_id: int, chosen: Filter
) -> list[dict[str, Any]]:
    """Duties behind a place (urgency, day due, number), the most urgent first."""
    urgency, due_day, after = place or FIRST
    asked = {"employer": employer_id, "order": list(ORDER), "rules": chosen.rules, "hazard": chosen.hazard}
    asked |= {"urgency": urgency, "due_day": due_day, "after": after, "limit": limit}
    rows = connection.execute(text(_of(DUTIES, chosen)), asked).mappings()
    return [_duty(row) for row in rows]


def _of(query: str, chosen: Filter) -> str:
    """With the conditions that are asked for, and no others."""
    return query.format(asked=" ".join(ASKED[name] for name, value in asdict(chosen).items() if value))


def _duty(row: RowMapping) -> dict[str, Any]:
    kind = KIND_OF[row["rule"]]
    told = about(row["rule"], row["evidence"].get("about") or ())
    return {**row, "kind": kind, "place": list(KINDS).index(kind), "about": told}
