"""Workers, without anything that names them, and the vault where their names and numbers lie sealed."""

from datetime import date, datetime

import sqlalchemy
from sqlalchemy import BigInteger, CheckConstraint, Column, Float, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Worker(SQLModel, table=True):
    """One worker. `merged_into` points to the worker this one was found to be; undoing a merge clears it."""

    worker_id: int = Field(sa_column=Column(BigInteger, sqlalchemy.Identity(), primary_key=True))
    sex: str | None = Field(default=None, sa_type=Text)
    birth_date: date | None = None
    merged_into: int | None = Field(
        default=None, sa_column=Column(BigInteger, ForeignKey("worker.worker_id"), index=True)
    )
    batch_id: int = Field(sa_type=BigInteger)


class Identity(SQLModel, table=True):
    """A worker's document number with the name it first came with, sealed, and blind indexes for equality.

    `id_index` is empty for a person without a number: every such record starts as a worker of its own.
    """

    __table_args__ = ({"schema": "vault"},)
    identity_id: int = Field(sa_column=Column(BigInteger, sqlalchemy.Identity(), primary_key=True))
    worker_id: int = Field(sa_column=Column(BigInteger, ForeignKey("worker.worker_id"), index=True, nullable=False))
    id_type: str = Field(sa_type=Text)
    id_index: bytes | None = Field(default=None, unique=True)
    name_index: bytes
    sealed: bytes
    batch_id: int = Field(sa_type=BigInteger)


class Alias(SQLModel, table=True):
    """Another name that came with the same document number, sealed."""

    __table_args__ = ({"schema": "vault"},)
    identity_id: int = Field(sa_column=Column(BigInteger, ForeignKey("vault.identity.identity_id"), primary_key=True))
    name_index: bytes = Field(primary_key=True)
    sealed: bytes
    batch_id: int = Field(sa_type=BigInteger)


class LinkDecision(SQLModel, table=True):
    """Two workers that may be one: found by linkage, decided by its threshold or by a person."""

    __tablename__ = "link_decision"
    __table_args__ = (
        CheckConstraint("state in ('merged', 'review', 'different', 'undone')", name="state_known"),
        UniqueConstraint("worker_id", "other_id"),
    )
    decision_id: int = Field(sa_column=Column(BigInteger, sqlalchemy.Identity(), primary_key=True))
    worker_id: int = Field(sa_column=Column(BigInteger, ForeignKey("worker.worker_id"), nullable=False))
    other_id: int = Field(sa_column=Column(BigInteger, ForeignKey("worker.worker_id"), nullable=False))
    probability: float = Field(sa_type=Float)
    state: str = Field(sa_type=Text)
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=WHEN)
