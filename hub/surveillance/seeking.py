"""What the rules find, as it is raised: by person and case, by employer, or by institution."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from analytics.frames import Frames
from analytics.rules import rules
from analytics.rules.base import Rule
from hub.surveillance.raising import Found


def seek(topic: str, frames: Frames, as_of: date) -> Iterator[Found]:
    """Everything found by any rule of a topic; a subject's cases whose clocks began on the same day are one."""
    for rule in rules(topic).values():
        rows = rule.find(frames, as_of, rule).to_pyarrow().to_pylist()
        rows.sort(key=lambda row: (_subject(rule, row), row["clock_on"], row.get("case_record_id") or 0))
        for (subject, clock_on), cases in groupby(rows, key=lambda row: (_subject(rule, row), row["clock_on"])):
            yield _found(rule, subject, clock_on, list(cases), as_of)


def _subject(rule: Rule, row: dict[str, Any]) -> str:
    """A person's pseudonym, what of an employer the finding is about, or the institution and what of it."""
    if rule.subject == "person":
        return str(row["person_id"])
    return f"{row['employer_id']}/{row['about']}" if rule.subject == "employer" else str(row["about"])


def _found(rule: Rule, subject: str, clock_on: date, cases: list[dict[str, Any]], as_of: date) -> Found:
    first, due_on = cases[0], min(case["due_on"] for case in cases)
    evidence = {
        "records": sorted({record for case in cases for record in case["evidence"]}),
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "basis": rule.basis,
        "must_act": first.get("must_act") or rule.must_act,
        "verified": rule.verified(as_of),
        "days_late": (as_of - due_on).days,
        "to_review": rule.to_review,
        "changes_it": rule.changes_it,
        "about": sorted({str(case["about"]) for case in cases if case.get("about") is not None}),
        **_owed(cases),
    }
    shown = (first.get("case_record_id"), first["employer_id"], first["division_code"])
    return Found(rule.id, subject, clock_on.isoformat(), *shown, due_on, evidence)


def _owed(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """What is owed in yuan, where every case says it, and the names of what is not known."""
    amounts = [case.get("amount") for case in cases]
    known = [amount for amount in amounts if amount is not None]
    missing = sorted({name for case in cases for name in case.get("missing") or ()})
    return {"amount": round(sum(known), 2) if known and len(known) == len(amounts) else None, "missing": missing}
