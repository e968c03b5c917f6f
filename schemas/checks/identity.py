"""Identifiers must stand by their own check digits, and agree with what is written beside them."""

from collections.abc import Iterator
from typing import Any

from schemas.checks.parts import Seen
from schemas.identifiers import CREDIT_CODE_INVALID, IdFault, parse_credit_code, parse_resident_id
from schemas.issues import Issue

RESIDENT_ID = "01"
NOT_OBTAINED = "88"
SEXES = ("1", "2")  # only these can contradict a number; GB/T 2261.1 also has unknown and unspecified


def find(seen: Seen) -> Iterator[Issue]:
    """Issues of the worker's document number and of the employer's credit code."""
    worker, employer = getattr(seen.record, "worker", None), getattr(seen.record, "employer", None)
    if worker is not None:
        yield from _worker(worker)
    if employer is not None and parse_credit_code(employer.credit_code) is None:
        yield Issue(CREDIT_CODE_INVALID, "employer.credit_code")


def _worker(worker: Any) -> Iterator[Issue]:
    if worker.id_number is None:
        if worker.id_type != NOT_OBTAINED:
            when = "证件类型不是“暂未获取” the document is not “not obtained”"
            yield Issue("condition_missing", "worker.id_number", {"when": when})
        return
    if worker.id_type != RESIDENT_ID:
        return
    found = parse_resident_id(worker.id_number)
    if isinstance(found, IdFault):
        yield Issue(found.issue, "worker.id_number")
        return
    if worker.birth_date is not None and worker.birth_date != found.birth_date:
        yield Issue("birth_date_conflict", "worker.birth_date")
    if worker.sex in SEXES and worker.sex != found.sex:
        yield Issue("sex_conflict", "worker.sex")
