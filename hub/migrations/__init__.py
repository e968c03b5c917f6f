"""Brings a database to the tables of this version: `migrate(store)`."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

from hub.db import Store
from hub.errors import UnavailableError
from hub.security.scope import Fence

LOCK = 0x6F687562  # "ohub": one migration at a time per database


def migrate(store: Store) -> None:
    """Make the application role where it is missing, then run the migrations that have not run yet, one process at a
    time. Safe to repeat."""
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        if not store.settings.app_database_url:
            _ensure_role(connection, str(store.app_url.username), store.app_password)
        _ensure_fences(connection, str(store.app_url.username))
        command.upgrade(_configuration(store), "head")


def _configuration(store: Store) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = store.owner_url
    config.attributes["app_role"] = str(store.app_url.username)
    return config


def _ensure_fences(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """A role for each fence, which nobody can log in as and the application's role may become."""
    for fence in Fence:
        name = f"{role}_{fence}"
        if connection.execute("select 1 from pg_roles where rolname = %s", (name,)).fetchone():
            continue
        try:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(role)))
        except psycopg.errors.InsufficientPrivilege as problem:
            raise UnavailableError(
                f"数据库缺少角色 {name}，而所有者不能创建角色；请管理员执行 CREATE ROLE {name} NOLOGIN; "
                f"GRANT {name} TO {role};",
                f"The database has no role {name} and its owner may not create one; have its administrator run: "
                f"CREATE ROLE {name} NOLOGIN; GRANT {name} TO {role};",
            ) from problem


def _ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    """The service's own role: it may log in and nothing else; never bypasses row-level security."""
    exists = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
