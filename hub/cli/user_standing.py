"""What becomes of users: disabled and enabled, another role, a second factor forgotten, sessions ended."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.db import Store
from hub.security.actor import operator

Login = Annotated[str, typer.Argument(help="登录名 login")]
Role = Annotated[str, typer.Option(help="角色 role, such as regulator or exam_institution")]
Revoke = Annotated[bool, typer.Option("--revoke", help="全部结束 end them all")]


def disable_command(login: Login, as_json: Json = False) -> None:
    """停用用户 Let nobody sign in as this user any more; their sessions end."""
    from hub.security.accounts.users import disable_user

    with opened() as store, store.transaction(operator()) as connection:
        ended = disable_user(connection, operator(), login, now())
        note(connection, store, "disable", login, revoke=True)
    answer({"login": login, "disabled": True, "sessions_ended": ended}, as_json, "ohub user disable")


def enable_command(login: Login, as_json: Json = False) -> None:
    """恢复用户 Take back that a user was disabled."""
    from hub.security.accounts.users import enable_user, find_user

    with opened() as store, store.transaction(operator()) as connection:
        find_user(connection, login)
        enable_user(connection, operator(), login, now())
        note(connection, store, "enable", login)
    answer({"login": login, "disabled": False}, as_json, "ohub user enable")


def role_command(login: Login, role: Role, as_json: Json = False) -> None:
    """改变角色 Give a user another role; their sessions end."""
    from hub.security.accounts.users import change_role

    with opened() as store, store.transaction(operator()) as connection:
        ended = change_role(connection, operator(), login, role, now())
        note(connection, store, "role", login)
    answer({"login": login, "role": role, "sessions_ended": ended}, as_json, "ohub user role")


def reset_factor_command(login: Login, as_json: Json = False) -> None:
    """重置第二因素 Forget the second factor of somebody who lost phone and recovery codes; their sessions end."""
    from hub.security.accounts.sessions import revoke_all
    from hub.security.accounts.totp import remove
    from hub.security.accounts.users import find_user

    with opened() as store, store.transaction(operator()) as connection:
        user = find_user(connection, login)
        remove(connection, user.user_id)
        ended = revoke_all(connection, user.user_id, now())
        note(connection, store, "reset-factor", login, revoke=True)
    answer({"login": login, "second_factor": False, "sessions_ended": ended}, as_json, "ohub user reset-factor")


def sessions_command(login: Login, revoke: Revoke = False, as_json: Json = False) -> None:
    """会话 List the sessions in use of a user, or end them all."""
    from hub.security.accounts.sessions import revoke_all, sessions_of
    from hub.security.accounts.users import find_user

    with opened() as store, store.transaction(operator()) as connection:
        user = find_user(connection, login)
        if revoke:
            ended = revoke_all(connection, user.user_id, now())
            answer({"login": login, "sessions_ended": ended}, as_json, "ohub user sessions")
        else:
            answer(sessions_of(connection, user.user_id, now()), as_json, "ohub user sessions")


def note(connection: Connection, store: Store, what: str, login: str, *, revoke: bool = False) -> None:
    """Who may sign in is changed on the record."""
    from hub.security.audit.entries import Access, Verb, record_access

    access = Access(Verb.REVOKE if revoke else Verb.GRANT, detail={"user": login, "what": what})
    record_access(connection, store.keys, operator(), access)


def now() -> datetime:
    return datetime.now(UTC)
