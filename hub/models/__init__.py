"""The tables. They do not validate: rows are built from valid records of `schemas`, and checked by the database."""

from hub.models.batch import Arrival, ArrivalIssue, Batch, HeldRow, PayloadChunk, PullCursor
from hub.models.employer import Employer
from hub.models.finding import AnalysisRun, Finding
from hub.models.record import PersonalPart, RecordEntry, RecordVersion
from hub.models.worker import Alias, Identity, LinkDecision, Worker

__all__ = [
    "Alias",
    "AnalysisRun",
    "Arrival",
    "ArrivalIssue",
    "Batch",
    "Employer",
    "Finding",
    "HeldRow",
    "Identity",
    "LinkDecision",
    "PayloadChunk",
    "PersonalPart",
    "PullCursor",
    "RecordEntry",
    "RecordVersion",
    "Worker",
]
