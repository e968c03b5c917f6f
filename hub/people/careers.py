"""Where a person worked and with what: put together from examinations and insured months, employer by employer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.people.gist import name_on

# Of all that stands, so that nothing is left out that a calculation needs; payments are the most, and not needed.
HISTORY = """
select v.record_id, v.document, v.event_on, v.employer_id, v.division_code, v.body, v.results,
    e.name as employer, e.division_code as employer_division
from record_version v left join employer e using (employer_id)
where v.worker_id = any(:workers) and v.known_to = 'infinity' and v.document = any(:documents)
order by v.event_on, v.record_id
"""
DOCUMENTS = ("examination", "diagnosis", "insured_spell", "determination", "assessment", "termination", "death")


@dataclass
class Job:
    """What is known of a person's work at one employer: days of examinations, months of insurance, and the exposure
    that the last examination told."""

    employer_id: int | None
    employer: str
    first_on: date | None = None
    last_on: date | None = None
    insured: list[tuple[str, str]] = field(default_factory=list)
    work_types: dict[str, None] = field(default_factory=dict)
    hazards: dict[str, None] = field(default_factory=dict)
    started_on: str = ""
    months: int | None = None
    ended_on: str = ""


def history(connection: Connection, workers: Sequence[int]) -> Sequence[RowMapping]:
    """The standing records of a person that tell of work, health and benefits, oldest first."""
    values = {"workers": list(workers), "documents": list(DOCUMENTS)}
    return connection.execute(text(HISTORY), values).mappings().all()


def jobs(told: Iterable[RowMapping]) -> list[Job]:
    """One for each employer, the latest first."""
    found: dict[int | None, Job] = {}
    for row in told:
        if row["document"] not in ("examination", "insured_spell", "termination"):
            continue
        job = found.setdefault(row["employer_id"], Job(row["employer_id"], row["employer"] or ""))
        {"examination": _examined, "insured_spell": _insured, "termination": _ended}[row["document"]](job, row)
    return sorted(found.values(), key=lambda job: (job.last_on or date.min, job.insured[-1:]), reverse=True)


def _examined(job: Job, row: RowMapping) -> None:
    body, day = row["body"], row["event_on"]
    job.first_on, job.last_on = job.first_on or day, day
    job.work_types[name_on("work_type", str(body.get("work_type", "")), day)] = None
    for code in body.get("exposed_hazards") or body.get("hazards") or ():
        job.hazards[name_on("hazard", code, day)] = None
    exposure: dict[str, Any] = body.get("exposure") or {}
    job.started_on = str(exposure.get("started_on") or job.started_on)
    job.months = exposure.get("months", job.months)


def _insured(job: Job, row: RowMapping) -> None:
    body = row["body"]
    job.insured.append((str(body["first_month"])[:7], str(body.get("last_month") or "")[:7]))


def _ended(job: Job, row: RowMapping) -> None:
    job.ended_on = str(row["event_on"])
