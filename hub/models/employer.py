"""Employers, by their unified social credit code."""

from sqlalchemy import BigInteger, Column, Identity, Text
from sqlmodel import Field, SQLModel


class Employer(SQLModel, table=True):
    """An employer as it was first named; the employer documents hold what was reported of it since."""

    employer_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    credit_code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    division_code: str | None = Field(default=None, sa_type=Text, index=True)
    industry_code: str | None = Field(default=None, sa_type=Text)
    economic_type: str | None = Field(default=None, sa_type=Text)
    size: str | None = Field(default=None, sa_type=Text)
    batch_id: int = Field(sa_type=BigInteger)
