"""Records in all their versions: when each was true (`event_on`), when the hub knew it (`known_from`, `known_to`)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Identity, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class RecordEntry(SQLModel, table=True):
    """One logical record: `key` is the keyed hash of source, sender, document and the sender's identifier."""

    __tablename__ = "record"
    record_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    key: bytes = Field(unique=True)
    source: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    version: int
    content: bytes
    event_on: date
    deleted: bool = Field(sa_type=Boolean)


class RecordVersion(SQLModel, table=True):
    """One version of a record. Partitioned by document, examinations by year.

    `closed_by` is the batch that ended the version; `xid` and `closed_xid` are the transactions that wrote and ended
    it, by which a reader asks for what changed without missing what overlapping transactions commit late.
    """

    __tablename__ = "record_version"
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    version: int = Field(primary_key=True)
    document: str = Field(sa_type=Text, primary_key=True)
    event_on: date = Field(primary_key=True)
    source: str = Field(sa_type=Text)
    worker_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    employer_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    org_code: str | None = Field(default=None, sa_type=Text)
    division_code: str | None = Field(default=None, sa_type=Text)
    known_from: datetime = Field(sa_type=WHEN)
    known_to: datetime = Field(sa_type=WHEN)
    batch_id: int = Field(sa_type=BigInteger)
    row: int
    xid: int = Field(
        sa_column=Column(BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint"))
    )
    closed_by: int | None = Field(default=None, sa_type=BigInteger)
    closed_xid: int | None = Field(default=None, sa_type=BigInteger)
    body: dict[str, Any] = Field(sa_type=JSONB)
    results: list[Any] | None = Field(default=None, sa_type=JSONB)


class PersonalPart(SQLModel, table=True):
    """What identifies people in one version of a record (worker, writers, doctors, remarks), sealed."""

    __tablename__ = "personal_part"
    __table_args__ = ({"schema": "vault"},)
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    version: int = Field(primary_key=True)
    sealed: bytes
