"""Identity providers that users may sign in at, whose subject is which user, and sign-ins that are under way."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class IdentityProvider(SQLModel, table=True):
    """A provider of OpenID Connect, and how the hub proves itself there: by `secret` or by `signing_key`, both sealed.

    `accepts` are the values of `amr` or `acr` that count as a second factor, `max_age` how many seconds ago somebody
    may have signed in there. Name, issuer and client id never change: the links hold for them alone.
    """

    __tablename__ = "identity_provider"
    __table_args__ = (
        CheckConstraint("(secret is null) <> (signing_key is null)", name="proves_itself_one_way"),
        CheckConstraint("max_age > 0", name="max_age_positive"),
    )
    provider_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    name: str = Field(sa_type=Text, unique=True)
    title: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    client_id: str = Field(sa_type=Text)
    secret: bytes | None = None
    signing_key: bytes | None = None
    accepts: list[str] = Field(sa_type=ARRAY(Text))
    max_age: int | None = None
    disabled_at: datetime | None = Field(default=None, sa_type=WHEN)
    created_at: datetime = Field(sa_type=WHEN)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=WHEN)
    changed_by: str = Field(sa_type=Text)


class UserLink(SQLModel, table=True):
    """A subject of a provider is this user. `subject` is a keyed hash of issuer and `sub`, which may be anything."""

    __tablename__ = "user_link"
    __table_args__ = (UniqueConstraint("provider_id", "user_id"),)
    provider_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("identity_provider.provider_id"), primary_key=True)
    )
    subject: bytes = Field(primary_key=True)
    user_id: int = Field(sa_column=Column(BigInteger, ForeignKey("app_user.user_id"), nullable=False))
    linked_at: datetime = Field(sa_type=WHEN)
    linked_by: str = Field(sa_type=Text)


class SignOnAttempt(SQLModel, table=True):
    """A sign-in that was sent to a provider and has not come back. `state` and `browser` are SHA-256, `verifier` is
    sealed. It goes away when it is used."""

    __tablename__ = "sign_on_attempt"
    state: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    browser: bytes
    provider_id: int = Field(sa_column=Column(BigInteger, ForeignKey("identity_provider.provider_id"), nullable=False))
    nonce: str = Field(sa_type=Text)
    verifier: bytes
    onward: str = Field(sa_type=Text)
    begun_at: datetime = Field(sa_type=WHEN, index=True)
