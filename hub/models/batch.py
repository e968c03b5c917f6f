"""What arrived: batches with their bytes, the outcome of every row, and where each pull has got to."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel

WHEN = TIMESTAMP(timezone=True)


class Batch(SQLModel, table=True):
    """Bytes that arrived together. The same bytes from the same source are the same batch; the counts always add up."""

    __table_args__ = (
        UniqueConstraint("source", "sha256"),
        CheckConstraint("received = accepted + held + rejected + duplicates", name="counts_add_up"),
        CheckConstraint("state in ('received', 'checked', 'interpreted', 'failed')", name="state_known"),
    )
    batch_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    source: str = Field(sa_type=Text)
    sha256: bytes
    size_bytes: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=WHEN)
    received_by: str = Field(sa_type=Text)
    interpreted_at: datetime | None = Field(default=None, sa_type=WHEN)
    failure: str | None = Field(default=None, sa_type=Text)
    endpoint: str | None = Field(default=None, sa_type=Text)
    cursor_after: str | None = Field(default=None, sa_type=Text)
    organisation: str | None = Field(default=None, sa_type=Text)
    received: int = 0
    accepted: int = 0
    held: int = 0
    rejected: int = 0
    duplicates: int = 0


class PayloadChunk(SQLModel, table=True):
    """A piece of a batch's bytes, compressed and sealed."""

    __tablename__ = "payload_chunk"
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    n: int = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class Arrival(SQLModel, table=True):
    """What became of one row of a batch, of which record it is a part, and who is its sender."""

    __table_args__ = (
        CheckConstraint("outcome in ('accepted', 'held', 'rejected', 'duplicate')", name="outcome_known"),
    )
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    row: int = Field(primary_key=True)
    document: str = Field(sa_type=Text)
    operation: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    record_id: int | None = Field(default=None, sa_type=BigInteger)
    sender: str | None = Field(default=None, sa_type=Text)


class ArrivalIssue(SQLModel, table=True):
    """One problem of one row: which kind and which field, never the value."""

    __tablename__ = "arrival_issue"
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    row: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    code: str = Field(sa_type=Text)
    field: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    detail: dict[str, Any] = Field(sa_type=JSONB)


class HeldRow(SQLModel, table=True):
    """A row that waits: for a person, or, with `waiting_for`, for the record of that key to arrive. Sealed."""

    __tablename__ = "held_row"
    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    row: int = Field(primary_key=True)
    waiting_for: bytes | None = Field(default=None, index=True)
    sealed: bytes


class PullCursor(SQLModel, table=True):
    """How far a partner's endpoint has been pulled; moved in the same transaction as the data."""

    __tablename__ = "pull_cursor"
    source: str = Field(sa_type=Text, primary_key=True)
    endpoint: str = Field(sa_type=Text, primary_key=True)
    cursor: str = Field(sa_type=Text)
    pages: int = Field(sa_type=Integer)
    updated_at: datetime = Field(sa_type=WHEN)
