"""What is to be done with batches that somebody brought, and how well senders send."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Text, text
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class IntakeJob(SQLModel, table=True):
    """The last that was asked to be done with a batch, and how far it is.

    The counts are of rows that were judged and not stored; of what is stored the batch has them.
    """

    __tablename__ = "intake_job"
    __table_args__ = (
        CheckConstraint("mode in ('check', 'good', 'whole', 'release')", name="mode_known"),
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state_known"),
    )
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    mode: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text, index=True)
    asked_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    asked_by: str = Field(sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=WHEN)
    tries: int = 0
    rows: int = 0
    received: int = 0
    accepted: int = 0
    held: int = 0
    rejected: int = 0
    duplicates: int = 0
    failure_zh: str | None = Field(default=None, sa_type=Text)
    failure_en: str | None = Field(default=None, sa_type=Text)


class SenderTally(SQLModel, table=True):
    """What a sender's rows of one document came to in one batch.

    `incomplete` lack something required. `timed` are accepted records, `days` between their events and their arrival
    as a sum, `longest` of them; `due` are those of a document that has a term, `in_time` those within it.
    """

    __tablename__ = "sender_tally"
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    sender: str = Field(sa_column=Column(Text, primary_key=True, index=True))
    document: str = Field(sa_type=Text, primary_key=True)
    division_code: str | None = Field(default=None, sa_type=Text)
    received_on: date
    received: int
    accepted: int
    held: int
    rejected: int
    duplicates: int
    incomplete: int
    timed: int
    days: int = Field(sa_type=BigInteger)
    longest: int
    due: int
    in_time: int


class SenderIssue(SQLModel, table=True):
    """How many issues of one kind and field a sender's rows of one outcome had in one batch."""

    __tablename__ = "sender_issue"
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    sender: str = Field(sa_column=Column(Text, primary_key=True, index=True))
    outcome: str = Field(sa_type=Text, primary_key=True)
    severity: str = Field(sa_type=Text, primary_key=True)
    code: str = Field(sa_type=Text, primary_key=True)
    field: str = Field(sa_type=Text, primary_key=True)
    count: int
