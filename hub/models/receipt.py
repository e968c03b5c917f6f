"""Signed receipts of batches: by what rows were judged, the receipts made, and rows as earlier receipts told them."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class Judging(SQLModel, table=True):
    """One time that rows of a batch were judged, and by which versions; the first is its interpretation."""

    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    number: int = Field(primary_key=True)
    judged_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    versions: dict[str, str] = Field(sa_type=JSONB)


class Receipt(SQLModel, table=True):
    """A receipt as it was signed, never changed. `judgings` is how many judgings of the batch it tells of."""

    batch_id: int = Field(sa_column=Column(BigInteger, ForeignKey("batch.batch_id"), primary_key=True))
    number: int = Field(primary_key=True)
    judgings: int
    root: bytes = Field(sa_type=LargeBinary)
    signed: str = Field(sa_type=Text)


class ReceiptRow(SQLModel, table=True):
    """The line of a row that was judged again, as receipt `number` told it and the next did not any more."""

    __tablename__ = "receipt_row"
    __table_args__ = (ForeignKeyConstraint(["batch_id", "number"], ["receipt.batch_id", "receipt.number"]),)
    batch_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    row: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    line: str = Field(sa_type=Text)
