"""The tables. They do not validate: rows are built from valid records of `schemas`, and checked by the database."""

from hub.models.audit import AuditEntry, AuditLink
from hub.models.batch import Arrival, ArrivalIssue, Batch, HeldRow, PayloadChunk, PullCursor
from hub.models.employer import Employer
from hub.models.feed import WorkerMerge
from hub.models.finding import AnalysisRun, Finding
from hub.models.receipt import Judging, Receipt, ReceiptRow
from hub.models.record import PersonalPart, RecordEntry, RecordVersion
from hub.models.user import AppSession, AppUser, SignInAttempt
from hub.models.worker import Alias, Identity, LinkDecision, Worker

__all__ = [
    "Alias",
    "AnalysisRun",
    "AppSession",
    "AppUser",
    "Arrival",
    "ArrivalIssue",
    "AuditEntry",
    "AuditLink",
    "Batch",
    "Employer",
    "Finding",
    "HeldRow",
    "Identity",
    "Judging",
    "LinkDecision",
    "PayloadChunk",
    "PersonalPart",
    "PullCursor",
    "Receipt",
    "ReceiptRow",
    "RecordEntry",
    "RecordVersion",
    "SignInAttempt",
    "Worker",
    "WorkerMerge",
]
