"""The tables. They do not validate: rows are built from valid records of `schemas`, and checked by the database."""

from hub.models.audit import AuditEntry, AuditLink
from hub.models.batch import Arrival, ArrivalIssue, Batch, HeldRow, PayloadChunk, PullCursor
from hub.models.bulk import BulkChunk, BulkJob, BulkPart
from hub.models.calibration import Calibration
from hub.models.client import Agreement, Client, ClientAssertionSeen, ClientToken
from hub.models.employer import Employer
from hub.models.feed import WorkerMerge
from hub.models.finding import AnalysisRun, DecisionBasis, Finding, FindingDecision
from hub.models.identity_provider import IdentityProvider, SignOnAttempt, UserLink
from hub.models.intake import IntakeJob, SenderIssue, SenderTally
from hub.models.letter import Letter
from hub.models.notice import NoticeDelivery, NoticeSubscription
from hub.models.publication import CountedAtoms, Publication, PublishedTable
from hub.models.receipt import Judging, Receipt, ReceiptRow
from hub.models.record import PersonalPart, RecordEntry, RecordVersion
from hub.models.retention import HoldRelease, LegalHold, RetentionList, RetentionRun, Tombstone
from hub.models.tally import Examined, Tally
from hub.models.task import FormDraft, SavedFilter, Task, TaskAttachment, TaskEvent
from hub.models.user import AppSession, AppUser, SignInAttempt
from hub.models.worker import Alias, Identity, LinkDecision, Worker

__all__ = [
    "Agreement",
    "Alias",
    "AnalysisRun",
    "AppSession",
    "AppUser",
    "Arrival",
    "ArrivalIssue",
    "AuditEntry",
    "AuditLink",
    "Batch",
    "BulkChunk",
    "BulkJob",
    "BulkPart",
    "Calibration",
    "Client",
    "ClientAssertionSeen",
    "ClientToken",
    "CountedAtoms",
    "DecisionBasis",
    "Employer",
    "Examined",
    "Finding",
    "FindingDecision",
    "FormDraft",
    "HeldRow",
    "HoldRelease",
    "Identity",
    "IdentityProvider",
    "IntakeJob",
    "Judging",
    "LegalHold",
    "Letter",
    "LinkDecision",
    "NoticeDelivery",
    "NoticeSubscription",
    "PayloadChunk",
    "PersonalPart",
    "Publication",
    "PublishedTable",
    "PullCursor",
    "Receipt",
    "ReceiptRow",
    "RecordEntry",
    "RecordVersion",
    "RetentionList",
    "RetentionRun",
    "SavedFilter",
    "SenderIssue",
    "SenderTally",
    "SignInAttempt",
    "SignOnAttempt",
    "Tally",
    "Task",
    "TaskAttachment",
    "TaskEvent",
    "Tombstone",
    "UserLink",
    "Worker",
    "WorkerMerge",
]
