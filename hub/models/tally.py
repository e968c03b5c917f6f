"""Counts kept beside what they count, and the notes of changes that have not been summed up yet."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text, text
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Tally(SQLModel, table=True):
    """How many there are: of a `kind` (examination, suspected, diagnosis, worker, an analysis's findings, held …), at a
    place, in a month, and where `by` is not empty, of one `value` of that group; groups of records count by year."""

    by: str = Field(sa_type=Text, primary_key=True)
    month: date = Field(primary_key=True)
    kind: str = Field(sa_type=Text, primary_key=True)
    division_code: str = Field(sa_type=Text, primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    count: int = Field(sa_type=BigInteger)
    changed_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))


class Examined(SQLModel, table=True):
    """How often a worker was examined at a place in a year, and which person they are counted as."""

    worker_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    division_code: str = Field(sa_type=Text, primary_key=True)
    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    person_id: int = Field(sa_type=BigInteger, index=True)
    count: int = Field(sa_type=BigInteger)


# Notes of changes are only added and taken; they have no key.
tally_change = Table(
    "tally_change",
    SQLModel.metadata,
    Column("by", Text, nullable=False),
    Column("month", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("division_code", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
)
examined_change = Table(
    "examined_change",
    SQLModel.metadata,
    Column("division_code", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("worker_id", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
)
