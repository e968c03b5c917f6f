"""The commands about users; add, list and password are here. Passwords are typed unseen or come on standard
input, never as an argument, which other users of the machine could read."""

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.cli.user_standing import (
    Login,
    Role,
    disable_command,
    enable_command,
    note,
    now,
    reset_factor_command,
    role_command,
    sessions_command,
)
from hub.db import Store
from hub.errors import HubError
from hub.security.actor import operator

Of = Annotated[
    str, typer.Option("--organisation", help="单位 kind:key, such as bureau:370100 or employer:<credit code>")
]
Territory = Annotated[str | None, typer.Option(help="辖区 division code; a bureau's own when not given")]
Totp = Annotated[
    bool, typer.Option("--totp", help="打印一次绑定验证器的地址 print once the URI for an authenticator app")
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    users = typer.Typer(no_args_is_help=True, help="用户 Who may sign in")
    users.command("add")(add_command)
    users.command("list")(list_command)
    users.command("disable")(disable_command)
    users.command("enable")(enable_command)
    users.command("role")(role_command)
    users.command("reset-factor")(reset_factor_command)
    users.command("password")(password_command)
    users.command("sessions")(sessions_command)
    app.add_typer(users, name="user")


def add_command(
    login: Login,
    role: Role,
    organisation: Of,
    territory: Territory = None,
    totp: Totp = False,
    as_json: Json = False,
) -> None:
    """新增用户 Add a user. Asks for the password and the name; or reads them from standard input, a line each."""
    from hub.security.accounts.organisations import read_organisation, read_territory
    from hub.security.accounts.users import NewUser

    with opened() as store:
        today = datetime.now(store.settings.zone).date()
        its = read_organisation(organisation, today)
        division = read_territory(territory, its, today)
        password, name = _asked_password(), _asked_name(login)
        new = NewUser(login, name, role, its, division, today)
        answer(_add(store, new, password, totp), as_json, "ohub user add")


def list_command(as_json: Json = False) -> None:
    """列出用户 List the users, without their names."""
    from hub.security.accounts.users import all_users

    with opened() as store, store.transaction(operator()) as connection:
        users = [user._asdict() for user in all_users(connection)]
    answer(users, as_json, f"ohub user list: {len(users)}")


def password_command(login: Login, as_json: Json = False) -> None:
    """设置新密码 Set another password; their sessions end."""
    from hub.security.accounts.users import change_password, find_user

    with opened() as store:
        with store.transaction(operator()) as connection:
            find_user(connection, login)  # who is not there is not asked for a password
        password = _asked_password()
        with store.transaction(operator()) as connection:
            ended = change_password(connection, operator(), login, password, now())
            note(connection, store, "password", login)
    answer({"login": login, "changed": True, "sessions_ended": ended}, as_json, "ohub user password")


def _add(store: Store, new: Any, password: str, totp: bool) -> dict[str, Any]:
    """The user as it is listed, with `totp_uri` when it was asked for."""
    from hub.security.accounts.totp import offer
    from hub.security.accounts.users import add_user

    with store.transaction(operator()) as connection:
        user = add_user(connection, store.vault, operator(), new, password, now())
        note(connection, store, "add", user.login)
        shown = {"totp_uri": offer(connection, store.vault, user.user_id)} if totp else {}
        return user._asdict() | shown


def _asked_password() -> str:
    """Typed twice without being seen, or the next line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt("密码 password", hide_input=True, confirmation_prompt=True, err=True))
    if password := sys.stdin.readline().rstrip("\r\n"):
        return password
    raise HubError(
        "没有收到密码；请在终端运行，或把密码写在标准输入的第一行。",
        "There was no password; run this in a terminal, or give the password as the first line of standard input.",
    )


def _asked_name(login: str) -> str:
    """How the user is to be addressed; the login when nothing is said."""
    if sys.stdin.isatty():
        return str(typer.prompt("姓名 name", default=login, err=True))
    return sys.stdin.readline().strip() or login
