"""Users, their sessions, and the guesses at their passwords and codes. No secret lies here in clear."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from hub.models.batch import WHEN


class AppUser(SQLModel, table=True):
    """Somebody who may sign in, for one organisation.

    Sealed: `display_name`, `totp_secret`, `totp_offered` (shown, and not yet confirmed by a code). `totp_step` is the
    step of the last code that was accepted, `recovery_codes` are keyed hashes of those not yet used.
    """

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("organisation_kind in ('bureau', 'employer', 'institution', 'person')", name="kind_known"),
    )
    user_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    login: str = Field(sa_type=Text, unique=True)
    display_name: bytes
    role: str = Field(sa_type=Text)
    organisation_kind: str = Field(sa_type=Text)
    organisation_key: str = Field(sa_type=Text)
    territory: str | None = Field(default=None, sa_type=Text)
    active_from: date
    active_until: date | None = None
    disabled_at: datetime | None = Field(default=None, sa_type=WHEN)
    password_hash: str = Field(sa_type=Text)
    totp_secret: bytes | None = None
    totp_offered: bytes | None = None
    totp_step: int | None = Field(default=None, sa_type=BigInteger)
    recovery_codes: list[bytes] = Field(sa_type=ARRAY(LargeBinary))
    created_at: datetime = Field(sa_type=WHEN)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=WHEN)
    changed_by: str = Field(sa_type=Text)


class AppSession(SQLModel, table=True):
    """One sign-in of one user, found by the SHA-256 of its token. `begun_at` stays when the token is changed."""

    __tablename__ = "app_session"
    session_id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    token_hash: bytes = Field(unique=True)
    user_id: int = Field(sa_column=Column(BigInteger, ForeignKey("app_user.user_id"), index=True, nullable=False))
    begun_at: datetime = Field(sa_type=WHEN)
    last_seen_at: datetime = Field(sa_type=WHEN)
    second_factor_at: datetime | None = Field(default=None, sa_type=WHEN)
    revoked_at: datetime | None = Field(default=None, sa_type=WHEN)


class SignInAttempt(SQLModel, table=True):
    """How often something was guessed wrongly, and until when the next guess waits. `subject` is a keyed hash."""

    __tablename__ = "sign_in_attempt"
    scope: str = Field(sa_type=Text, primary_key=True)
    subject: bytes = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_type=WHEN, index=True)
    waits_until: datetime = Field(sa_type=WHEN)
