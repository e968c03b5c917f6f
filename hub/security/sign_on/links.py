"""Which user a subject of an identity provider is. The subject lies as a keyed hash: it may be a number of a person.

All functions work in the caller's transaction; `now` is a moment with its zone.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import HubError, NotFoundError
from hub.security.accounts.sessions import HOLD, revoke_all
from hub.security.accounts.users import find_user
from hub.security.actor import Actor
from hub.security.sign_on.id_token import is_subject
from hub.security.sign_on.provider_rules import Provider
from hub.security.vault import Vault

LINK = """
insert into user_link (provider_id, subject, user_id, linked_at, linked_by)
values (:provider, :subject, :user, :now, :by) on conflict do nothing returning user_id
"""
UNLINK = "delete from user_link where provider_id = :provider and user_id = :user"
WHOSE = """
select user_id, login from user_link join app_user using (user_id)
where provider_id = :provider and subject = :subject
"""
# In a statement of its own, after the user is held: it then sees what whoever held the user before has changed.
STANDS = """
select from user_link l join app_user u using (user_id) join identity_provider p using (provider_id)
where l.provider_id = :provider and l.subject = :subject and l.user_id = :user and p.disabled_at is null
    and u.disabled_at is null and u.active_from <= cast(:now as date)
    and (u.active_until is null or cast(:now as date) <= u.active_until)
"""


class LinkError(HubError):
    """A subject that cannot be linked."""

    status = 409


class Linked(NamedTuple):
    """The user that a subject is."""

    user_id: int
    login: str


def link_user(
    connection: Connection, vault: Vault, actor: Actor, whom: tuple[Provider, str, str], now: datetime
) -> int:
    """Link a user: `whom` is the provider, the login and the subject there. Gives the user's number.

    Raises NotFoundError, LinkError.
    """
    provider, login, subject = whom
    if not is_subject(subject):
        raise LinkError(
            "sub 须为 1 至 255 个 ASCII 字符；请向身份提供方核对该用户的 sub。",
            "A subject has 1 to 255 ASCII characters; ask the identity provider for the user's `sub`.",
        )
    user = find_user(connection, login)
    values = {"user": user.user_id, "now": now, "by": str(actor), **_place(vault, provider, subject)}
    if connection.execute(text(LINK), values).one_or_none() is None:
        raise LinkError(
            "该用户或该 sub 在这个身份提供方已有关联；请先用 ohub provider unlink 解除。",
            "This user or this subject is linked at this provider already; take that back with `ohub provider unlink`.",
        )
    return user.user_id


def unlink_user(connection: Connection, provider: Provider, login: str, now: datetime) -> tuple[int, int]:
    """Take the link back; the user's sessions end. Gives the user's number, and how many. Raises NotFoundError."""
    user = find_user(connection, login)
    connection.execute(text(HOLD), {"user": user.user_id})
    values = {"provider": provider.provider_id, "user": user.user_id}
    if connection.execute(text(UNLINK), values).rowcount == 0:
        raise NotFoundError(
            "该用户在这个身份提供方没有关联；请核对登录名与提供方名称。",
            "This user is not linked at this provider; check the login and the provider's name.",
        )
    return user.user_id, revoke_all(connection, user.user_id, now)


def linked_user(connection: Connection, vault: Vault, provider: Provider, subject: str) -> Linked | None:
    """The user that a subject is, whether or not they may sign in."""
    row = connection.execute(text(WHOSE), _place(vault, provider, subject)).one_or_none()
    return Linked(*row) if row else None


def hold_linked(connection: Connection, vault: Vault, link: tuple[Provider, str, Linked], now: datetime) -> bool:
    """May the user of this link (provider, subject, user) sign in today? Holds the user until the transaction ends, so
    that whoever takes the link back or disables the user ends the session begun meanwhile too."""
    provider, subject, linked = link
    connection.execute(text(HOLD), {"user": linked.user_id})
    values = {"user": linked.user_id, "now": now, **_place(vault, provider, subject)}
    return connection.execute(text(STANDS), values).one_or_none() is not None


def _place(vault: Vault, provider: Provider, subject: str) -> dict[str, object]:
    kept = vault.blind("oidc-subject", f"{provider.issuer}\0{subject}")  # NUL is in no issuer
    return {"provider": provider.provider_id, "subject": kept}
