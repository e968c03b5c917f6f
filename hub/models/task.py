"""The worklist: a task for each finding, what was done with it, and what its people keep for themselves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN

NOW = text("now()")
STANDING = text("state not in ('closed', 'dismissed')")


class Task(SQLModel, table=True):
    """One finding that somebody must see to. What is of the finding is repeated for lists and fences, and follows it.

    `agency` and `bureau` (a division code) say whose duty it is, `owner` (a login) who has taken it. `is_gone`: the
    finding is no longer true. `version` grows with every change: who changes an older one is told so.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint(
            "state in ('new', 'verifying', 'open', 'supervised', 'resolved', 'closed', 'dismissed')",
            name="state_known",
        ),
        CheckConstraint("agency in ('health', 'insurance')", name="agency_known"),
        Index("ix_task_standing", "due_on", "task_id", postgresql_where=STANDING),
        Index("ix_task_owner", "owner", "due_on", "task_id"),
        Index("ix_task_bureau", "bureau", "due_on", "task_id"),
        Index("ix_task_division_code", "division_code", "due_on", "task_id"),
        Index("ix_task_state", "state", "due_on", "task_id"),
        Index("ix_task_analysis", "analysis", "due_on", "task_id"),
    )
    task_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    finding_id: int = Field(sa_column=Column(BigInteger, ForeignKey("finding.finding_id"), nullable=False, unique=True))
    analysis: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)
    worker_id: int | None = Field(default=None, sa_type=BigInteger)
    employer_id: int | None = Field(default=None, sa_type=BigInteger)
    division_code: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)
    agency: str = Field(sa_type=Text)
    bureau: str = Field(sa_type=Text)
    owner: str | None = Field(default=None, sa_type=Text)
    due_on: date
    escalations: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    is_gone: bool = Field(sa_column_kwargs={"server_default": text("false")})
    version: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("1")))
    created_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
    changed_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))


class TaskEvent(SQLModel, table=True):
    """What was done with a task. Only added to; whoever follows the stream reads on behind the last `event_id`.

    `kind` is the name of a transition, or created, escalated, assigned, handed_over, remarked, attached. `remark` is
    sealed, as people write names. `detail` names owner, agency and bureau where they changed.
    """

    __tablename__ = "task_event"
    event_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    task_id: int = Field(sa_column=Column(BigInteger, ForeignKey("task.task_id"), nullable=False, index=True))
    at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("clock_timestamp()")))
    actor: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    from_state: str | None = Field(default=None, sa_type=Text)
    to_state: str | None = Field(default=None, sa_type=Text)
    due_on: date | None = None
    detail: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))
    remark: bytes | None = None


class TaskAttachment(SQLModel, table=True):
    """A file that belongs to a task; its name and its bytes are sealed."""

    __tablename__ = "task_attachment"
    attachment_id: UUID = Field(primary_key=True)
    task_id: int = Field(sa_column=Column(BigInteger, ForeignKey("task.task_id"), nullable=False, index=True))
    at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW))
    actor: str = Field(sa_type=Text)
    media_type: str = Field(sa_type=Text)
    size_bytes: int
    name: bytes
    sealed: bytes


class SavedFilter(SQLModel, table=True):
    """What somebody looks at again and again: the query of a list, under a name."""

    __tablename__ = "saved_filter"
    login: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text, primary_key=True)
    query: str = Field(sa_type=Text)


class FormDraft(SQLModel, table=True):
    """What somebody was writing in a form, sealed, until it is sent or too old."""

    __tablename__ = "form_draft"
    login: str = Field(sa_type=Text, primary_key=True)
    form: str = Field(sa_type=Text, primary_key=True)
    sealed: bytes
    saved_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=NOW, index=True))
