"""How far what was expected in the last night agrees with what was observed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Calibration(SQLModel, table=True):
    """A row of the table by age, hazard, institution and the like, or of an employer with a signal.

    `said` are its numbers, too small ones already summed; `division_code` where it is about one place. Each night takes
    the place of the last.
    """

    by: str = Field(sa_column=Column(Text, primary_key=True))
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    employer_id: int | None = Field(default=None, sa_type=BigInteger)
    division_code: str | None = Field(default=None, sa_type=Text)
    said: dict[str, Any] = Field(sa_type=JSONB)
    window_from: date
    as_of: date
    computed_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
