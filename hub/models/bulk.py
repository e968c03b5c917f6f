"""Bulk exports: what a client asked for, the parts made of it, and their sealed bytes, for a day."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class BulkJob(SQLModel, table=True):
    """One export of a view. `horizon` is the moment it is of, by transaction; `cursor` is where the feed goes on.

    `fence` and `divisions` are how far it sees, as its agreement said when it was asked for.
    """

    __tablename__ = "bulk_job"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state_known"),
        Index("ix_bulk_job_client_id", "client_id", "view"),
    )
    job_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    client_id: str = Field(sa_column=Column(Text, ForeignKey("client.client_id"), nullable=False))
    view: str = Field(sa_type=Text)
    agreement_id: int = Field(sa_column=Column(BigInteger, ForeignKey("agreement.agreement_id"), nullable=False))
    purpose: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    fence: str = Field(sa_type=Text)
    divisions: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=WHEN)
    ended_at: datetime | None = Field(default=None, sa_type=WHEN)
    horizon: int | None = Field(default=None, sa_type=BigInteger)
    cursor: str | None = Field(default=None, sa_type=Text)
    records: int | None = Field(default=None, sa_type=BigInteger)
    failure_zh: str | None = Field(default=None, sa_type=Text)
    failure_en: str | None = Field(default=None, sa_type=Text)


def _of_job() -> Column[int]:
    return Column(BigInteger, ForeignKey("bulk_job.job_id"), primary_key=True)


class BulkPart(SQLModel, table=True):
    """One finished file of an export, and the record it ends with: the next part begins behind it."""

    __tablename__ = "bulk_part"
    job_id: int = Field(sa_column=_of_job())
    number: int = Field(sa_type=Integer, primary_key=True)
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: bytes = Field(sa_type=LargeBinary)
    records: int = Field(sa_type=Integer)
    last_document: int = Field(sa_type=Integer)
    last_record: int = Field(sa_type=BigInteger)


class BulkChunk(SQLModel, table=True):
    """A piece of a part's bytes, sealed. Pieces of a part that is not finished are thrown away."""

    __tablename__ = "bulk_chunk"
    job_id: int = Field(sa_column=_of_job())
    part: int = Field(sa_type=Integer, primary_key=True)
    n: int = Field(sa_type=Integer, primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
