"""The commands about identity providers: add, change, list, disable, enable, link, unlink.

What is secret is typed unseen or comes on standard input, never as an argument, which others on the machine could read.
"""

import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.errors import HubError
from hub.security.actor import operator

Name = Annotated[str, typer.Argument(help="身份提供方的名称 name of the provider")]
Login = Annotated[str, typer.Argument(help="登录名 login")]
Issuer = Annotated[str, typer.Option(help="issuer，与其公布的完全一致 its issuer, exactly as it publishes it")]
ClientId = Annotated[str, typer.Option(help="本系统在那里的客户端标识 who the hub is there")]
Title = Annotated[str | None, typer.Option(help="登录页上的名称 what the sign-in page calls it")]
Secret = Annotated[
    bool, typer.Option("--secret", help="用客户端密钥（从标准输入读）而非私钥 read a client secret, instead of a key")
]
Accepts = Annotated[
    str, typer.Option("--accepts-mfa", help="算作第二因素的 amr 或 acr，逗号分隔 amr or acr that are a second factor")
]
Change = Annotated[str | None, typer.Option("--accepts-mfa", help="同 add，空为不认 as for add; empty for none")]
MaxAge = Annotated[
    int | None, typer.Option(min=0, help="在那里登录最多过了几秒，0 为不限 seconds since the sign-in there; 0: any")
]
Subject = Annotated[str, typer.Option(help="sub；不写则从标准输入读 the user's sub there; else read unseen")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    providers = typer.Typer(no_args_is_help=True, help="身份提供方 Where users may sign in besides here")
    providers.command("add")(add_command)
    providers.command("change")(change_command)
    providers.command("list")(list_command)
    providers.command("disable")(disable_command)
    providers.command("enable")(enable_command)
    providers.command("link")(link_command)
    providers.command("unlink")(unlink_command)
    app.add_typer(providers, name="provider")


def add_command(
    name: Name,
    issuer: Issuer,
    client_id: ClientId,
    secret: Secret = False,
    accepts_mfa: Accepts = "",
    as_json: Json = False,
) -> None:
    """新增身份提供方 Add a provider; prints what it has to know of the hub: where it sends back, and the public key."""
    from hub.door.sign_on import redirect_uri
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.oidc import public_key
    from hub.security.sign_on.provider_rules import NewProvider
    from hub.security.sign_on.providers import add_provider, credential_of

    given = _asked("客户端密钥 client secret") if secret else None
    new = NewProvider(name, issuer, client_id, given, _words(accepts_mfa))
    with opened() as store, store.transaction(operator()) as connection:
        added = add_provider(connection, store.vault, operator(), new, _now())
        key = credential_of(connection, store.vault, added).signing_key
        _note(connection, store, Verb.CHANGE, name)
        told = added._asdict() | {"redirect_uri": redirect_uri(store, name)}
    answer(told | {"public_key": public_key(key) if key else None}, as_json, "ohub provider add")


def change_command(
    name: Name, title: Title = None, accepts_mfa: Change = None, max_age: MaxAge = None, as_json: Json = False
) -> None:
    """更改 Change what may change of a provider; what is not given stays."""
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.providers import change_provider

    given = {"title": title, "accepts": None if accepts_mfa is None else _words(accepts_mfa), "max_age": max_age}
    with opened() as store, store.transaction(operator()) as connection:
        changes = {key: value for key, value in given.items() if value is not None}
        changed = change_provider(connection, operator(), name, changes, _now())
        _note(connection, store, Verb.CHANGE, name)
    answer(changed._asdict(), as_json, "ohub provider change")


def list_command(as_json: Json = False) -> None:
    """列出身份提供方 List the providers, without what is secret."""
    from hub.security.sign_on.providers import all_providers

    with opened() as store, store.transaction(operator()) as connection:
        found = [provider._asdict() for provider in all_providers(connection)]
    answer(found, as_json, f"ohub provider list: {len(found)}")


def disable_command(name: Name, as_json: Json = False) -> None:
    """停用 Let nobody sign in there any more; all sessions of the users linked to it end."""
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.providers import disable_provider

    with opened() as store, store.transaction(operator()) as connection:
        ended = disable_provider(connection, operator(), name, _now())
        _note(connection, store, Verb.CHANGE, name)
    answer({"provider": name, "disabled": True, "sessions_ended": ended}, as_json, "ohub provider disable")


def enable_command(name: Name, as_json: Json = False) -> None:
    """恢复 Let people sign in there again."""
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.providers import enable_provider

    with opened() as store, store.transaction(operator()) as connection:
        enable_provider(connection, operator(), name, _now())
        _note(connection, store, Verb.CHANGE, name)
    answer({"provider": name, "disabled": False}, as_json, "ohub provider enable")


def link_command(name: Name, login: Login, subject: Subject = "", as_json: Json = False) -> None:
    """关联用户 Say which user somebody at the provider is; the subject is kept as a keyed hash alone."""
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.links import link_user
    from hub.security.sign_on.providers import find_provider

    subject = subject or _asked("sub")
    with opened() as store, store.transaction(operator()) as connection:
        whom = (find_provider(connection, name), login, subject)
        user = link_user(connection, store.vault, operator(), whom, _now())
        _note(connection, store, Verb.GRANT, name, user=user)
    answer({"provider": name, "login": login, "linked": True}, as_json, "ohub provider link")


def unlink_command(name: Name, login: Login, as_json: Json = False) -> None:
    """解除关联 Take the link of a user back; their sessions end."""
    from hub.security.audit.entries import Verb
    from hub.security.sign_on.links import unlink_user
    from hub.security.sign_on.providers import find_provider

    with opened() as store, store.transaction(operator()) as connection:
        user, ended = unlink_user(connection, find_provider(connection, name), login, _now())
        _note(connection, store, Verb.REVOKE, name, user=user)
    answer(
        {"provider": name, "login": login, "linked": False, "sessions_ended": ended}, as_json, "ohub provider unlink"
    )


def _note(connection: Any, store: Any, verb: Any, name: str, **more: int) -> None:
    """The entry of a change, in its transaction."""
    from hub.security.audit.entries import Access, record_access

    record_access(connection, store.keys, operator(), Access(verb, detail={"provider": name, **more}))


def _words(text: str) -> list[str]:
    return [word for each in text.split(",") if (word := each.strip())]


def _asked(what: str) -> str:
    """Typed without being seen, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True))
    if line := sys.stdin.readline().rstrip("\r\n"):
        return line
    raise HubError(
        f"没有收到 {what}；请在终端运行，或把它写在标准输入的第一行。",
        f"There was no {what}; run this in a terminal, or give it as the first line of standard input.",
    )


def _now() -> datetime:
    return datetime.now(UTC)
