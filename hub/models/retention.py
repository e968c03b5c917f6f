"""Legal holds, and what was taken away when its time was over. Of what is gone nothing is kept that names a person."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN

NOW = text("now()")


class LegalHold(SQLModel, table=True):
    """Keeps all records of a person, or of an employer, until a day or until it is released. Only added."""

    __tablename__ = "legal_hold"
    __table_args__ = (CheckConstraint("num_nonnulls(worker_id, employer_id) = 1", name="of_one_thing"),)
    hold_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    worker_id: int | None = Field(default=None, sa_column=Column(BigInteger, ForeignKey("worker.worker_id")))
    employer_id: int | None = Field(default=None, sa_column=Column(BigInteger, ForeignKey("employer.employer_id")))
    reason: str = Field(sa_type=Text)
    placed_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
    placed_by: str = Field(sa_type=Text)
    until: date | None = None


class HoldRelease(SQLModel, table=True):
    """The end of a hold, with its reason. Only added."""

    __tablename__ = "hold_release"
    hold_id: int = Field(sa_column=Column(BigInteger, ForeignKey("legal_hold.hold_id"), primary_key=True))
    reason: str = Field(sa_type=Text)
    released_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
    released_by: str = Field(sa_type=Text)


class RetentionRun(SQLModel, table=True):
    """One taking away: `rules` are the years kept by document, `expected` the number that was seen. Without `ended_at`
    it is going on or was broken off."""

    __tablename__ = "retention_run"
    run_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    as_of: date
    rules: dict[str, int] = Field(sa_type=JSONB)
    expected: int = Field(sa_type=BigInteger)
    begun_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
    begun_by: str = Field(sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=WHEN)


class RetentionList(SQLModel, table=True):
    """The records that a run has still to look at."""

    __tablename__ = "retention_list"
    run_id: int = Field(sa_column=Column(BigInteger, ForeignKey("retention_run.run_id"), primary_key=True))
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))


class Tombstone(SQLModel, table=True):
    """What is left of a record that was taken away: its number, document and year, and the run with its rules."""

    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    run_id: int = Field(sa_column=Column(BigInteger, ForeignKey("retention_run.run_id"), nullable=False))
    document: str = Field(sa_type=Text)
    year: int
    taken_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
