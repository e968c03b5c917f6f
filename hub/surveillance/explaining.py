"""Everything a judge needs of one finding: the rule, the clock, the numbers of law, the records, and its history."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import NotFoundError
from hub.security.actor import Actor
from hub.surveillance.sentences import sentences

FINDING = """
select finding_id, analysis, rule, subject, period, employer_id, division_code, due_on, raised_on, seen_on, closed_on,
    evidence
from finding where finding_id = :finding
"""
HISTORY = """
select d.decision_id, d.kind, d.basis, b.rule_hash, d.due_on, d.inputs, d.said, d.as_of, d.known_at, d.package,
    d.decided_at
from finding_decision d left join decision_basis b using (basis)
where d.finding_id = :finding order by d.decision_id
"""
BASIS = "select content from decision_basis where basis = :basis"
# Behind a fence a record may be another's: then its number and version are all that is told.
RECORDS = """
select i.key::bigint as record_id, i.value::int as version, v.document, v.event_on, v.known_from,
    nullif(v.known_to, 'infinity') as known_to
from jsonb_each_text((select inputs from finding_decision where decision_id = :decision)) i
left join record_version v on v.record_id = i.key::bigint and v.version = i.value::int
order by 1
"""
LARGEST = 2**63 - 1
OF_FINDING = ("analysis", "rule", "subject", "period", "employer_id", "division_code", "due_on", "raised_on", "seen_on")
OF_DECISION = ("decision_id", "basis", "rule_hash", "as_of", "known_at", "package", "decided_at")


def explain(store: Store, actor: Actor, finding_id: int) -> dict[str, Any]:
    """The finding with all it rests on, in JSON's shapes but for dates; `sentences` say it in Chinese.

    `decided` is the last decision that it is true, null where it was raised before decisions were kept. A value of a
    parameter says in `days` for which it was in force: the first of the clock, the day judged by. Raises NotFoundError.
    """
    with store.transaction(actor, one_moment=True) as connection:
        found = _finding(connection, finding_id)
        history = _all(connection, HISTORY, finding=finding_id)
        decided = next((each for each in reversed(history) if each["kind"] != "closed"), None)
        content = _all(connection, BASIS, basis=decided["basis"])[0]["content"] if decided else {}
        records = _all(connection, RECORDS, decision=decided["decision_id"]) if decided else []
    told = _told(found, content, decided) | {"records": records, "history": history}
    return told | {"sentences": sentences(told)}


def _told(found: dict[str, Any], content: dict[str, Any], decided: dict[str, Any] | None) -> dict[str, Any]:
    evidence, clock_on = found["evidence"], _day(found["period"])
    days = {"clock_on": clock_on, "as_of": decided["as_of"] if decided else None}
    return {
        "finding_id": found["finding_id"],
        **{name: found[name] for name in OF_FINDING},
        "closed_on": found["closed_on"],
        "clock_on": clock_on,
        "title_zh": evidence.get("title_zh"),
        "title_en": evidence.get("title_en"),
        "explained": content.get("explained", ""),
        "clauses": evidence.get("basis", []),
        "verified": evidence.get("verified"),
        **{name: evidence.get(name) for name in ("days_late", "must_act", "amount", "missing", "about", "to_review")},
        "evidence": evidence,
        "parameters": [_parameter(each, days) for each in content.get("parameters", [])],
        "tables": content.get("tables", []),
        "changes_it": evidence.get("changes_it", []),
        "decided": {name: decided[name] for name in OF_DECISION} if decided else None,
    }


def _parameter(known: dict[str, Any], days: dict[str, date | None]) -> dict[str, Any]:
    """With the values in force on one of `days` only."""
    applied = [value | {"days": list(_applied(value, days))} for value in known["values"]]
    shown = {name: known[name] for name in ("name", "description", "unit", "clause", "text_hash")}
    return shown | {"values": [value for value in applied if value["days"]]}


def _applied(value: dict[str, Any], days: dict[str, date | None]) -> Iterable[str]:
    for name, day in days.items():
        if day and (value["from"] or "") <= day.isoformat() and (not value["to"] or day.isoformat() < value["to"]):
            yield name


def _finding(connection: Connection, finding_id: int) -> dict[str, Any]:
    found = _all(connection, FINDING, finding=finding_id) if 0 < finding_id <= LARGEST else []
    if not found:
        raise NotFoundError(
            "没有这个编号的提示，或者它不在您的范围之内；编号见 ohub gaps --json 的 finding_id。",
            "There is no finding of that number, or it is outside your scope; for numbers see finding_id in "
            "`ohub gaps --json`.",
        )
    return found[0]


def _day(period: str) -> date | None:
    """The day a clock started; the period of a cluster is the length of its window."""
    try:
        return date.fromisoformat(period)
    except ValueError:
        return None


def _all(connection: Connection, query: str, **names: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(query), names).mappings()]
