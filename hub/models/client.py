"""Systems that sign in with a key: who they are, their tokens, what they have used up, and what they may pull."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


def _of_client(*, primary_key: bool = False) -> Any:
    """The column that names the client a row belongs to."""
    return Column(Text, ForeignKey("client.client_id"), primary_key=primary_key, nullable=False, index=not primary_key)


class Client(SQLModel, table=True):
    """A system of an organisation. Its public keys stand in `jwks`, or are published by it at `jwks_url`."""

    __table_args__ = (
        CheckConstraint("organisation_kind in ('bureau', 'employer', 'institution')", name="kind_known"),
        CheckConstraint("(jwks is null) <> (jwks_url is null)", name="keys_in_one_place"),
    )
    client_id: str = Field(sa_type=Text, primary_key=True)
    title: str = Field(sa_type=Text)
    organisation_kind: str = Field(sa_type=Text)
    organisation_key: str = Field(sa_type=Text)
    jwks: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB)
    jwks_url: str | None = Field(default=None, sa_type=Text)
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    active_from: date
    active_until: date | None = None
    disabled_at: datetime | None = Field(default=None, sa_type=WHEN)
    created_at: datetime = Field(sa_type=WHEN)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=WHEN)
    changed_by: str = Field(sa_type=Text)


class ClientToken(SQLModel, table=True):
    """One access token, found by its SHA-256, with the scopes that were granted."""

    __tablename__ = "client_token"
    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    client_id: str = Field(sa_column=_of_client())
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    begun_at: datetime = Field(sa_type=WHEN)
    ends_at: datetime = Field(sa_type=WHEN, index=True)


class ClientAssertionSeen(SQLModel, table=True):
    """An assertion that was used, by the SHA-256 of its `jti`, kept until it would be refused as expired anyway."""

    __tablename__ = "client_assertion_seen"
    client_id: str = Field(sa_column=_of_client(primary_key=True))
    jti_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    ends_at: datetime = Field(sa_type=WHEN, index=True)


class Agreement(SQLModel, table=True):
    """A signed paper: which views a client may pull, for what, of which territory, from when to when.

    Never changed: it is ended, and another one added. `valid_until` is the last day.
    """

    __table_args__ = (
        CheckConstraint("valid_from <= valid_until", name="days_in_order"),
        CheckConstraint("cardinality(views) > 0", name="some_view"),
    )
    agreement_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    number: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    client_id: str = Field(sa_column=_of_client())
    views: list[str] = Field(sa_type=ARRAY(Text))
    purpose: str = Field(sa_type=Text)
    basis: str = Field(sa_type=Text)
    territory: str = Field(sa_type=Text)
    signed_on: date
    valid_from: date
    valid_until: date
    created_at: datetime = Field(sa_type=WHEN)
    created_by: str = Field(sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=WHEN)
    ended_by: str | None = Field(default=None, sa_type=Text)
