"""What the nightly analyses found, and the runs that found it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Identity, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Finding(SQLModel, table=True):
    """A flag with the key (rule, subject, period): raised once, refreshed while true, closed when no longer true."""

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
