"""What the nightly analyses found, and the runs that found it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Identity,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Finding(SQLModel, table=True):
    """A flag with the key (rule, subject, period): raised once, refreshed while true, closed when no longer true.

    `decision_id` is the last decision on it.
    """

    __table_args__ = (
        UniqueConstraint("rule", "subject", "period"),
        CheckConstraint("analysis in ('gaps', 'clusters', 'compliance', 'quality', 'linkage')", name="analysis_known"),
    )
    finding_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    analysis: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    period: str = Field(sa_type=Text)
    worker_id: int | None = Field(default=None, sa_type=BigInteger)
    employer_id: int | None = Field(default=None, sa_type=BigInteger)
    division_code: str | None = Field(default=None, sa_type=Text)
    due_on: date | None = None
    evidence: dict[str, Any] = Field(sa_type=JSONB)
    raised_on: date
    seen_on: date
    closed_on: date | None = None
    decision_id: int | None = Field(default=None, sa_type=BigInteger)


class DecisionBasis(SQLModel, table=True):
    """What the findings of a rule rest on: text of the rule, numbers in force, tables. `basis` is its SHA-256."""

    __tablename__ = "decision_basis"
    basis: str = Field(sa_type=Text, primary_key=True)
    rule: str = Field(sa_type=Text)
    rule_hash: str = Field(sa_type=Text)
    content: dict[str, Any] = Field(sa_type=JSONB)
    first_used_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))


class FindingDecision(SQLModel, table=True):
    """That a finding was raised, changed or closed, by what. Only added to.

    `inputs` are the records it rests on with their versions, `said` what the finding said of itself; `as_of` and
    `known_at` are the day judged by and when the records were read, `package` the version of the program. `basis` is
    empty where a finding was closed because its rule was given up.
    """

    __tablename__ = "finding_decision"
    __table_args__ = (CheckConstraint("kind in ('raised', 'changed', 'closed')", name="kind_known"),)
    decision_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    finding_id: int = Field(sa_column=Column(BigInteger, ForeignKey("finding.finding_id"), nullable=False, index=True))
    kind: str = Field(sa_type=Text)
    basis: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("decision_basis.basis"), nullable=True, index=True)
    )
    due_on: date | None = None
    inputs: dict[str, int] = Field(sa_type=JSONB)
    said: dict[str, Any] = Field(sa_type=JSONB)
    as_of: date
    known_at: datetime = Field(sa_type=WHEN)
    package: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("clock_timestamp()")))


class AnalysisRun(SQLModel, table=True):
    """One run of one analysis: what it read, what it found, how long it took."""

    __tablename__ = "analysis_run"
    run_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    analysis: str = Field(sa_type=Text)
    as_of: date
    engine: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=WHEN)
    seconds: float = Field(sa_type=Float)
    rows_read: int = Field(sa_type=BigInteger)
    findings: int
