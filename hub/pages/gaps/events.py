"""What happened to somebody on the way from a suspicion to the benefits, as the records that stand tell it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from schemas.codes import codelist

MOST = 2000
SUSPECTED = "02"  # 个体体检结论：疑似职业病
RECOGNISED = ("recognised", "deemed")
DOCUMENTS = ("suspected", "diagnosis", "appraisal", "insured_spell", "determination", "assessment", "benefit",
             "termination", "death")  # fmt: skip
# Of examinations those alone that found a suspicion: the rest is no part of this way.
RECORDS = """
select v.record_id, v.document, v.event_on, v.source, v.body, v.employer_id, v.division_code, e.name as employer,
    e.division_code as employer_division
from record_version v left join employer e using (employer_id)
where v.worker_id = any(:workers) and v.known_to = 'infinity' and (v.document = any(:documents)
    or (v.document = 'examination' and v.body -> 'conclusions' @> cast(:suspected as jsonb)))
order by v.event_on, v.record_id limit :limit
"""
# document -> its days, each with the event it is the day of
DAYS = {
    "suspected": {"found_on": "suspected"},
    "diagnosis": {"applied_on": "diagnosis_applied", "diagnosed_on": "diagnosed"},
    "appraisal": {"applied_on": "appraisal_applied", "appraised_on": "appraised"},
    "determination": {"applied_on": "determination_applied", "accepted_on": "determination_accepted",
                      "decided_on": "determination_decided", "served_on": "determination_served"},
    "assessment": {"applied_on": "assessment_applied", "concluded_on": "assessment_concluded",
                   "served_on": "assessment_served"},
    "termination": {"ended_on": "contract_ended"},
    "death": {"died_on": "died"},
}  # fmt: skip
# event -> which field of its document says what came of it, and the list of its codes
OUTCOME = {
    "suspected": ("disease", "disease"),
    "diagnosed": ("disease", "disease"),
    "determination_applied": ("applicant", "applicant"),
    "determination_decided": ("decision", "determination_decision"),
    "contract_ended": ("reason", "contract_end_reason"),
    "died": ("relation", "death_relation"),
}


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; `key` says what. `outcome` is what came of it, as codes name it; `told` are the
    facts of the record that the terms of law turn on."""

    day: date
    key: str
    record_id: int
    source: str = ""
    employer: str = ""
    outcome: str = ""
    told: Mapping[str, Any] = field(default_factory=dict, hash=False)


def records(connection: Connection, workers: Sequence[int]) -> list[RowMapping]:
    """The records of a person that the way to benefits turns on, as far as the fence shows them, oldest first."""
    asked = {"workers": list(workers), "documents": list(DOCUMENTS), "limit": MOST,
             "suspected": f'[{{"conclusion": "{SUSPECTED}"}}]'}  # fmt: skip
    return list(connection.execute(text(RECORDS), asked).mappings())


def events(rows: Sequence[RowMapping]) -> list[Event]:
    """In the order of their days."""
    found = [event for row in rows for event in _of_record(row)] + list(_paid(rows))
    return sorted(found, key=lambda event: (event.day, event.record_id))


def _of_record(row: RowMapping) -> Iterator[Event]:
    body = row["body"]
    if row["document"] == "examination":
        yield _event(row, row["event_on"], "suspected")
    for name, key in DAYS.get(row["document"], {}).items():
        if day := body.get(name):
            yield _event(row, date.fromisoformat(day), key)
    reported = (body.get("reporting") or {}).get("reported_on") if row["document"] == "diagnosis" else None
    if reported:
        yield _event(row, date.fromisoformat(reported), "reported")


def _event(row: RowMapping, day: date, key: str) -> Event:
    body = row["body"]
    told = {name: body.get(name) for name in ("decision", "grade", "nursing", "diagnosed_on", "case_type", "kind")}
    return Event(day, key, row["record_id"], row["source"], row["employer"] or "", _outcome(body, key, day), told)


def _outcome(body: Mapping[str, Any], key: str, day: date) -> str:
    name, codes = OUTCOME.get(key, ("", ""))
    code = body.get(name)
    known = codelist(codes).get(str(code), day) or codelist(codes).get(str(code)) if code else None
    return known.name if known else ""


def paid(rows: Sequence[RowMapping]) -> dict[str, float]:
    """What was paid of each item in all, in yuan."""
    return {event.key: event.told["sum"] for event in _paid(rows)}


def _paid(rows: Sequence[RowMapping]) -> Iterator[Event]:
    """Of each item the first payment, with how many there were and their sum."""
    by_item: dict[str, list[RowMapping]] = {}
    for row in rows:
        if row["document"] == "benefit":
            by_item.setdefault(row["body"]["item"], []).append(row)
    for item, paid in by_item.items():
        told = {"times": len(paid), "sum": round(sum(float(row["body"]["amount"]) for row in paid), 2),
                "last": paid[-1]["event_on"]}  # fmt: skip
        yield Event(paid[0]["event_on"], item, paid[0]["record_id"], paid[0]["source"], told=told)
