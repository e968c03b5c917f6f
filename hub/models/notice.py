"""Who is told of what happens to tasks, and what became of each notice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN

WAITING = text("state = 'waiting'")


class NoticeSubscription(SQLModel, table=True):
    """That a user wants to be told. `target` is sealed: the mail address, or the webhook's address and its secret.

    `tasks`: mine, of my bureau, or all that I may see; `kinds` of events, empty: all. Events up to `after_event` are
    done with.
    """

    __tablename__ = "notice_subscription"
    __table_args__ = (
        CheckConstraint("channel in ('mail', 'webhook')", name="channel_known"),
        CheckConstraint("tasks in ('mine', 'bureau', 'all')", name="tasks_known"),
    )
    subscription_id: UUID = Field(primary_key=True)
    login: str = Field(sa_column=Column(Text, nullable=False, index=True))
    channel: str = Field(sa_type=Text)
    tasks: str = Field(sa_type=Text)
    kinds: list[str] = Field(sa_type=ARRAY(Text))
    target: bytes
    after_event: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    ended_at: datetime | None = Field(default=None, sa_type=WHEN)


class NoticeDelivery(SQLModel, table=True):
    """One event on its way to one subscriber. `payload` names nobody: numbers, pseudonyms and a link.

    `problem` is a code of what went wrong the last time; a delivery is dead when it was tried as often as it may.
    """

    __tablename__ = "notice_delivery"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sent', 'dead')", name="state_known"),
        UniqueConstraint("subscription_id", "event_id"),
        Index("ix_notice_delivery_next_at", "next_at", postgresql_where=WAITING),
    )
    delivery_id: UUID = Field(primary_key=True)
    subscription_id: UUID = Field(foreign_key="notice_subscription.subscription_id")
    event_id: int = Field(sa_column=Column(BigInteger, ForeignKey("task_event.event_id"), nullable=False, index=True))
    payload: dict[str, Any] = Field(sa_type=JSONB)
    state: str = Field(sa_column=Column(Text, nullable=False, server_default=text("'waiting'")))
    attempts: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    next_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    problem: str = Field(sa_column=Column(Text, nullable=False, server_default=text("''")))
    created_at: datetime = Field(sa_column=Column(WHEN, nullable=False, server_default=text("now()")))
    sent_at: datetime | None = Field(default=None, sa_type=WHEN)
