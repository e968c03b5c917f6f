"""The commands about clients: which systems may sign in, with which keys, for what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.errors import HubError
from hub.security.actor import operator

if TYPE_CHECKING:
    from hub.db import Store
    from hub.security.clients.clients import Client, Keys

Name = Annotated[str, typer.Argument(help="客户端编号 id of the client, such as insurance-jinan")]
Of = Annotated[str, typer.Option("--organisation", help="单位 kind:key, such as bureau:370100")]
Jwks = Annotated[
    str,
    typer.Option(
        "--jwks", help="公钥的 JWK 集合：文件或 https 地址 file or https address of its public keys (JWK set)"
    ),
]
Scopes = Annotated[
    list[str],
    typer.Option("--scope", help="权限范围，可重复 such as pull/case_status.read, push/benefit.write, batch.write"),
]
Title = Annotated[str, typer.Option(help="系统名称（不是人名）name of the system, never of a person")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    clients = typer.Typer(no_args_is_help=True, help="客户端 Which systems may sign in")
    clients.command("add")(add_command)
    clients.command("list")(list_command)
    clients.command("disable")(disable_command)
    clients.command("keys")(keys_command)
    clients.command("scopes")(scopes_command)
    app.add_typer(clients, name="client")


def add_command(
    name: Name, organisation: Of, jwks: Jwks, scope: Scopes, title: Title = "", as_json: Json = False
) -> None:
    """新增客户端 Add a system with its public keys, for an organisation."""
    from hub.security.accounts.organisations import read_organisation
    from hub.security.clients.clients import NewClient, add_client

    with opened() as store:
        _check_scopes(scope)
        today = datetime.now(store.settings.zone).date()
        its = read_organisation(organisation, today)
        new = NewClient(name, title or name, its, _keys(store, jwks), scope, today)
        with store.transaction(operator()) as connection:
            made = add_client(connection, store.keys, operator(), new, _now())
    answer(_shown(made), as_json, "ohub client add")


def list_command(as_json: Json = False) -> None:
    """列出客户端 List the clients, disabled ones too."""
    from hub.security.clients.clients import all_clients

    with opened() as store, store.transaction(operator()) as connection:
        clients = [_shown(client) for client in all_clients(connection)]
    answer(clients, as_json, f"ohub client list: {len(clients)}")


def disable_command(name: Name, as_json: Json = False) -> None:
    """停用客户端 Let this system sign in no more; its tokens end at once."""
    from hub.security.clients.clients import disable_client

    with opened() as store, store.transaction(operator()) as connection:
        ended = disable_client(connection, store.keys, operator(), name, _now())
    answer({"client_id": name, "disabled": True, "tokens_ended": ended}, as_json, "ohub client disable")


def keys_command(name: Name, jwks: Jwks, as_json: Json = False) -> None:
    """更换公钥 Replace all public keys of a system; its tokens end at once."""
    from hub.security.clients.clients import named_client, replace_keys

    with opened() as store:
        keys = _keys(store, jwks)
        with store.transaction(operator()) as connection:
            ended = replace_keys(connection, store.keys, operator(), name, keys, _now())
            shown = _shown(named_client(connection, name))
    answer(shown | {"tokens_ended": ended}, as_json, "ohub client keys")


def scopes_command(name: Name, scope: Scopes, as_json: Json = False) -> None:
    """更改权限范围 Replace all scopes of a system; its tokens end at once."""
    from hub.security.clients.clients import change_scopes, named_client

    _check_scopes(scope)
    with opened() as store, store.transaction(operator()) as connection:
        ended = change_scopes(connection, store.keys, operator(), name, scope, _now())
        shown = _shown(named_client(connection, name))
    answer(shown | {"tokens_ended": ended}, as_json, "ohub client scopes")


def _check_scopes(scopes: list[str]) -> None:
    """Raise HubError for views and documents that there are not."""
    from hub.pull.views import view_named
    from hub.security.clients.names import named_in
    from schemas.records import RECORDS

    views, documents = named_in(scopes)
    for view in sorted(views):
        view_named(view)
    if unknown := sorted(documents - RECORDS.keys()):
        known = "、".join(RECORDS)
        raise HubError(f"没有文档 {unknown[0]}；可用：{known}。", f"There is no document {unknown[0]}; known: {known}.")


def _keys(store: "Store", given: str) -> "Keys":
    """The keys in a file, or an address after it was seen that it gives some."""
    from hub.security.clients.clients import Keys
    from hub.security.clients.keys import read_keys
    from hub.security.clients.published_keys import fetch_keys, is_here

    if "://" in given:
        fetch_keys(given, loopback=is_here(urlsplit(store.settings.public_url).hostname or ""))
        return Keys(jwks_url=given)
    try:
        return Keys(jwks=read_keys(Path(given).read_bytes()))
    except OSError as problem:
        raise HubError(
            "公钥文件无法读取；请检查路径。", "The file of keys cannot be read; check the path."
        ) from problem


def _shown(client: "Client") -> dict[str, Any]:
    """A client as it is listed: which keys it has, not the keys."""
    from hub.security.clients.keys import key_ids

    shown = client._asdict()
    shown["key_ids"] = key_ids(shown.pop("jwks") or [])
    return shown


def _now() -> datetime:
    return datetime.now(UTC)
