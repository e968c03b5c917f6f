"""Statistics as they were published, and the counts they came from. Only added to: what is published stays so."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN

MONTH = "publication.month"


class Publication(SQLModel, table=True):
    """All tables of one month (YYYY-MM), published once; counts from 1 up to below `threshold` are hidden in them."""

    __table_args__ = (CheckConstraint("month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'", name="month_formed"),)
    month: str = Field(sa_column=Column(Text, primary_key=True))
    published_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    published_by: str = Field(sa_type=Text)
    threshold: int


class PublishedTable(SQLModel, table=True):
    """One table as everybody sees it: the entry that later publications are protected with; none if it is withheld."""

    __tablename__ = "published_table"
    month: str = Field(sa_column=Column(Text, ForeignKey(MONTH), primary_key=True))
    name: str = Field(sa_column=Column(Text, primary_key=True))
    place: int
    entry: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class CountedAtoms(SQLModel, table=True):
    """The true counts of a month, small ones too: for the hub alone, to protect what is published later."""

    __tablename__ = "counted_atoms"
    month: str = Field(sa_column=Column(Text, ForeignKey(MONTH), primary_key=True))
    atoms: list[dict[str, Any]] = Field(sa_type=JSONB)
