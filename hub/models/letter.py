"""The letters that were made about findings: which, by whom, when, and what their files come to."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Letter(SQLModel, table=True):
    """A letter as it left the hub. Only added to: a number that was given is never given again.

    `bureau` is the code of the organisation that signs, which numbers its own letters year by year; `in_clear`: it
    names the worker; `sha256` is that of the file.
    """

    __table_args__ = (
        CheckConstraint("kind in ('urging', 'notice')", name="kind_known"),
        CheckConstraint("form in ('docx', 'pdf')", name="form_known"),
        UniqueConstraint("bureau", "year", "number"),
    )
    letter_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    bureau: str = Field(sa_type=Text)
    year: int
    number: int
    finding_id: int = Field(sa_column=Column(BigInteger, ForeignKey("finding.finding_id"), nullable=False, index=True))
    kind: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    in_clear: bool
    made_by: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("clock_timestamp()")))
    sha256: bytes = Field(sa_type=LargeBinary)
