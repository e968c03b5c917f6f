"""What the feed of changes tells of workers beyond their records."""

from sqlalchemy import BigInteger, Column, Identity, text
from sqlmodel import Field, SQLModel


class WorkerMerge(SQLModel, table=True):
    """One change of who a worker is: `merged_into` since transaction `xid`, or a person of its own where empty.

    Only added to, by a trigger on worker; the pointer there says what holds now, these rows say since when.
    """

    __tablename__ = "worker_merge"
    merge_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    worker_id: int = Field(sa_type=BigInteger, index=True)
    merged_into: int | None = Field(default=None, sa_type=BigInteger)
    xid: int = Field(
        sa_column=Column(BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint"))
    )
