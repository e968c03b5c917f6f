"""Real PostgreSQL servers for the tests, and databases copied from a migrated template."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from hub.config import Settings
from hub.db import Store
from hub.migrations import migrate

SYSTEM_SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
NUMBERS = count(1)
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30


@dataclass(frozen=True)
class Template:
    """A migrated database to copy from (a tenth of the time of a migration), and its two roles' URLs."""

    owner: URL
    app: URL

    @classmethod
    def make(cls, url: str, home: Path) -> "Template":
        name = f"template{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        owner = make_url(url).set(database=name)
        store = Store(Settings(data_dir=home, database_url=_text(owner)))
        migrate(store)
        store.close()
        return cls(store.owner_url, store.app_url)

    def copy(self, home: Path) -> Store:
        """A store whose database is a new copy, with keys of its own."""
        name = f"t{os.getpid()}_{next(NUMBERS)}"
        anywhere = _text(self.owner.set(database="postgres", drivername="postgresql"))
        with psycopg.connect(anywhere, autocommit=True) as connection:
            connection.execute(f"create database {name} template {self.owner.database} strategy file_copy")
        owner, app = _text(self.owner.set(database=name)), _text(self.app.set(database=name))
        return Store(Settings(data_dir=home, database_url=owner, app_database_url=app))


def drop(store: Store) -> None:
    """Close a store that `copy` made, and give its room back; as the server's own, who may send a vacuum away."""
    store.close()
    owner = make_url(store.settings.database_url)
    root = owner.set(database="postgres", drivername="postgresql", username="postgres")
    with psycopg.connect(_text(root), autocommit=True) as connection:
        connection.execute(f"drop database if exists {owner.database} with (force)")


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """A folder in memory, where there is enough: copying a database there takes a sixth of the time."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH:
        yield otherwise
        return
    folder = Path(tempfile.mkdtemp(prefix="ohub-tests-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hurry(url: str) -> None:
    """Have a server of the tests, never of a benchmark, not wait for the disk: what it holds need not outlive it."""
    root = make_url(url).set(username="postgres")
    with psycopg.connect(_text(root), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def start_system(home: Path) -> int:
    """Make and start a cluster below `home`, on a Unix socket there."""
    account = "postgres" if _exists("postgres") else "nobody"
    if os.geteuid() == 0:
        shutil.chown(home, account)
        for folder in (home, *home.parents):
            folder.chmod(folder.stat().st_mode | 0o011)
    data = home / "data"
    as_postgres(home, "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", str(data))
    options = f"-k {home} -c listen_addresses='' -c port=5499 -c shared_buffers=128MB"
    as_postgres(home, "pg_ctl", "-w", "-D", str(data), "-l", str(home / "log"), "-o", options, "start")
    return 5499


def as_postgres(home: Path, program: str, *arguments: str) -> None:
    """Run a program of the newest system server, as another user where this one is root."""
    command = [str(SYSTEM_SERVERS[0].parent / program), *arguments]
    user = {"user": "postgres" if _exists("postgres") else "nobody"} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True
