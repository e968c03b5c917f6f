"""The audit: entries of who did what to whose data, and the links that chain them. Both are only ever inserted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN

XID = text("pg_current_xact_id()::text::bigint")


class AuditEntry(SQLModel, table=True):
    """One access: who, for what purpose, which workers and records, what, from where, when.

    `entry_id` is a UUID of version 7 (RFC 9562), so that it orders by time; `stamp` is the keyed hash of all that was
    said; `xid` the transaction, by which the chaining finds what committed since it last looked.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint(
            "verb in ('read', 'unmask', 'export', 'change', 'decide', 'grant', 'revoke', 'sign_in', 'sign_in_failed', "
            "'sign_out')",
            name="verb_known",
        ),
        Index("ix_audit_entry_actor", "actor", "entry_id"),
    )
    entry_id: UUID = Field(sa_column=Column(Uuid, primary_key=True))
    at: datetime = Field(sa_type=WHEN)
    actor: str = Field(sa_type=Text)
    verb: str = Field(sa_type=Text)
    purpose: str = Field(sa_type=Text)
    workers: list[int] = Field(sa_type=ARRAY(BigInteger))
    records: list[int] = Field(sa_type=ARRAY(BigInteger))
    address: str = Field(sa_type=Text)
    detail: dict[str, Any] = Field(sa_type=JSONB)
    stamp: bytes = Field(sa_type=LargeBinary)
    xid: int = Field(sa_column=Column(BigInteger, nullable=False, index=True, server_default=XID))


class AuditLink(SQLModel, table=True):
    """The place of an entry in the chain. `hash` covers the number, the hash before it and the entry; below `horizon`
    every transaction had ended when it was chained."""

    __tablename__ = "audit_link"
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("audit_entry.entry_id"), unique=True, nullable=False))
    hash: bytes = Field(sa_type=LargeBinary)
    horizon: int = Field(sa_type=BigInteger)
