"""What the worklist of gaps reads: how many there are, in one statement, and a page of them, latest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from analytics.timeline.steps import STEP_OF, STEPS
from hub.pages.queries import place_name
from schemas.codes.divisions import subtree

EPOCH = "date '1970-01-01'"
COUNTS = """
select rule, division_code, count(*) as count, min(due_on) as oldest, max(seen_on) as seen_on,
    max(finding_id) as latest
from finding where analysis = 'gaps' and closed_on is null and due_on is not null
group by rule, division_code
"""
TITLES = """
select rule, evidence ->> 'title_zh' as title_zh, evidence ->> 'title_en' as title_en
from finding where finding_id = any(:findings)
"""
LISTED = f"""
select f.finding_id, f.worker_id, f.rule, f.subject, f.due_on, f.due_on - {EPOCH} as due_day, f.raised_on,
    f.seen_on, f.evidence, e.name as employer, coalesce(f.division_code, e.division_code) as division_code
from finding f left join employer e using (employer_id)
where f.analysis = 'gaps' and f.closed_on is null {{asked}}
    and (f.due_on, f.finding_id) {{beyond}} ({EPOCH} + cast(:due_day as int), :after)
order by f.due_on {{order}}, f.finding_id {{order}} limit :limit
"""
# Only what is asked for stands in the statement, so that the index gives the first page at once.
OF_RULES = "and f.rule = any(:rules)"
ASKED = {
    "step": OF_RULES,
    "rule": OF_RULES,
    "late": "and f.seen_on - f.due_on between :least and :most",
    "division": "and f.division_code = any(:divisions)",
    "act": "and f.evidence ->> 'must_act' = :act",
    "checked": "and (f.evidence ->> 'verified')::boolean = :verified",
}
FIRST, LAST = (-(10**6), 0), (10**6, 0)
FOREVER = 10**6  # days
LATE = {"30": (0, 30), "90": (31, 90), "365": (91, 365), "more": (366, FOREVER)}
ACTORS = ("employer", "fund", "institution", "department")


@dataclass
class Counts:
    """Current gaps by rule, by step and by division, and the titles of rules; `seen_on`: the night they are of."""

    by_rule: Counter[str] = field(default_factory=Counter)
    by_division: Counter[str] = field(default_factory=Counter)
    oldest: dict[str, date] = field(default_factory=dict)
    titles: dict[str, RowMapping] = field(default_factory=dict)
    seen_on: date | None = None

    @property
    def by_step(self) -> dict[str, int]:
        """Those that have any, in the order of the law."""
        found = {step: sum(self.by_rule[rule] for rule in rules) for step, rules in STEPS.items()}
        return {step: count for step, count in found.items() if count}


def counts(connection: Connection) -> Counts:
    """Of all that the reader may see."""
    found, latest = Counts(), dict[str, int]()
    for row in connection.execute(text(COUNTS)).mappings():
        rule, count = row["rule"], row["count"]
        found.by_rule[rule] += count
        found.by_division[row["division_code"] or ""] += count
        found.oldest[rule] = min(row["oldest"], found.oldest.get(rule, row["oldest"]))
        found.seen_on = max(row["seen_on"], found.seen_on or row["seen_on"])
        latest[rule] = max(row["latest"], latest.get(rule, 0))
    rows = connection.execute(text(TITLES), {"findings": list(latest.values())}).mappings()
    found.titles = {row["rule"]: row for row in rows}
    return found


@dataclass(frozen=True)
class Filter:
    """What is asked for, as it stands in the address; blank: everything. `order`: late, the latest first, or recent."""

    step: str = ""
    rule: str = ""
    late: str = ""
    division: str = ""
    act: str = ""
    checked: str = ""
    order: str = ""

    @property
    def rules(self) -> list[str]:
        of_step = STEPS.get(self.step, tuple(STEP_OF))
        return [rule for rule in of_step if self.rule in ("", rule)]

    def values(self, today: date) -> dict[str, Any]:
        """For the statement."""
        least, most = LATE.get(self.late, (-FOREVER, FOREVER))
        divisions = sorted(subtree(self.division, today)) if self.division else None
        verified = {"": None, "yes": True, "no": False}[self.checked]
        return {"rules": self.rules, "least": least, "most": most, "divisions": divisions, "act": self.act or None,
                "verified": verified}  # fmt: skip


def listed(
    connection: Connection, place: Sequence[int] | None, limit: int, *, chosen: Filter, today: date
) -> list[dict[str, Any]]:
    """Gaps behind a place (day due, number), with the names of their places."""
    is_recent = chosen.order == "recent"
    due_day, after = place or (LAST if is_recent else FIRST)
    conditions = " ".join(ASKED[name] for name, value in asdict(chosen).items() if value and name in ASKED)
    query = LISTED.format(asked=conditions, beyond="<" if is_recent else ">", order="desc" if is_recent else "asc")
    asked = {**chosen.values(today), "due_day": due_day, "after": after, "limit": limit}
    rows = connection.execute(text(query), asked).mappings()
    return [{**row, "step": STEP_OF[row["rule"]], "place": place_name(row["division_code"])} for row in rows]
