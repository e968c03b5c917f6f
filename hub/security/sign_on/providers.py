"""Identity providers and whose subject is which user. A sign-in never makes a user: somebody links them beforehand.

All functions work in the caller's transaction; `now` is a moment with its zone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from hub.security.accounts.sessions import revoke_all
from hub.security.actor import Actor
from hub.security.sign_on.oidc import new_signing_key
from hub.security.sign_on.provider_rules import NewProvider, Provider, ProviderError, check_new, check_rules
from hub.security.sign_on.refusals import no_provider
from hub.security.vault import Vault

_COLUMNS = """
provider_id, name, title, issuer, client_id, accepts, max_age, disabled_at, signing_key is not null as by_key
"""
ADD = f"""
insert into identity_provider (name, title, issuer, client_id, secret, signing_key, accepts, max_age, created_at,
    created_by, changed_at, changed_by)
values (:name, :title, :issuer, :client_id, :secret, :signing_key, :accepts, :max_age, :now, :by, :now, :by)
on conflict (name) do nothing returning {_COLUMNS}
"""
FIND = f"select {_COLUMNS} from identity_provider where name = :name"
ALL = f"select {_COLUMNS} from identity_provider order by name"
CREDENTIAL = "select secret, signing_key from identity_provider where provider_id = :provider"
CHANGE = """
update identity_provider set {column} = :value, changed_at = :now, changed_by = :by where provider_id = :provider
"""
LINKED = "select user_id from user_link where provider_id = :provider order by user_id"


class Credential(NamedTuple):
    """How the hub proves itself to a provider: a secret, or a private key as a JWK."""

    secret: str | None
    signing_key: dict[str, Any] | None


def add_provider(connection: Connection, vault: Vault, actor: Actor, new: NewProvider, now: datetime) -> Provider:
    """Configure a provider. Raises ProviderError, AddressError."""
    check_new(new)
    purpose = _purpose(new.name)
    values = vars(new) | {
        "accepts": list(new.accepts),
        "title": new.title or new.name,
        "secret": vault.seal(new.secret.encode(), purpose) if new.secret else None,
        "signing_key": None if new.secret else vault.seal_json(new_signing_key(), purpose),
        "now": now,
        "by": str(actor),
    }
    row = connection.execute(text(ADD), values).one_or_none()
    if row is None:
        raise ProviderError(
            "已有这个名称的身份提供方；名称与 issuer 不可更改，请换一个名称。",
            "There is a provider of this name, and name and issuer never change; choose another name.",
        )
    return Provider(*row)


def find_provider(connection: Connection, name: str, *, usable: bool = False) -> Provider:
    """The provider of a name; `usable`: only if it is not disabled. Raises NotFoundError."""
    row = connection.execute(text(FIND), {"name": name}).one_or_none()
    if row is None or (usable and row.disabled_at):
        raise no_provider()
    return Provider(*row)


def all_providers(connection: Connection, *, usable: bool = False) -> list[Provider]:
    """All providers by name; `usable`: only those that are not disabled, as the sign-in page offers them."""
    found = [Provider(*row) for row in connection.execute(text(ALL))]
    return [each for each in found if not (usable and each.disabled_at)]


def credential_of(connection: Connection, vault: Vault, provider: Provider) -> Credential:
    """What proves the hub to this provider, opened."""
    secret, key = connection.execute(text(CREDENTIAL), {"provider": provider.provider_id}).one()
    purpose = _purpose(provider.name)
    return Credential(
        vault.open(bytes(secret), purpose).decode() if secret else None,
        vault.open_json(bytes(key), purpose) if key else None,
    )


def change_provider(
    connection: Connection, actor: Actor, name: str, changes: Mapping[str, Any], now: datetime
) -> Provider:
    """Change `title`, `accepts` or `max_age` (0 for none). Raises NotFoundError, ProviderError."""
    provider = find_provider(connection, name)
    wanted = provider._replace(**changes)
    wanted = wanted._replace(max_age=wanted.max_age or None)
    check_rules(wanted)
    for column in ("title", "accepts", "max_age"):
        _change(connection, actor, provider, (column, getattr(wanted, column)), now)
    return wanted


def disable_provider(connection: Connection, actor: Actor, name: str, now: datetime) -> int:
    """Nobody signs in there any more, and all sessions of its users end. Gives how many."""
    provider = find_provider(connection, name)
    _change(connection, actor, provider, ("disabled_at", now), now)
    users = connection.execute(text(LINKED), {"provider": provider.provider_id}).scalars().all()
    return sum(revoke_all(connection, user, now) for user in users)


def enable_provider(connection: Connection, actor: Actor, name: str, now: datetime) -> None:
    """Take back that the provider was disabled."""
    _change(connection, actor, find_provider(connection, name), ("disabled_at", None), now)


def _change(
    connection: Connection, actor: Actor, provider: Provider, change: tuple[str, object], now: datetime
) -> None:
    column, value = change
    values = {"provider": provider.provider_id, "value": value, "now": now, "by": str(actor)}
    connection.execute(text(CHANGE.format(column=column)), values)


def _purpose(name: str) -> bytes:
    return f"identity-provider:{name}".encode()  # the secret of one does not open in the row of another
