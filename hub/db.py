"""The store's door: one engine, and transactions that carry their actor and are committed once, at their end."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock

import psycopg
import sqlalchemy
from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

from hub.config import Settings
from hub.embedded import EmbeddedServer
from hub.errors import UnavailableError
from hub.security.actor import Actor
from hub.security.keys import Algorithm, KeyRing, key_ring, read_ring
from hub.security.scope import SETTINGS, Fence
from hub.security.vault import Vault


class Store:
    """The database, its roles and the keys of its vault. `owner_url` migrates, `app_url` serves."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._pools: dict[Fence | None, Engine] = {}
        self._making = Lock()
        self._embedded = None if settings.database_url else EmbeddedServer(settings.home)

    @cached_property
    def owner_url(self) -> URL:
        url = make_url(self.settings.database_url or self._server().url())
        return url.set(drivername="postgresql+psycopg")

    @cached_property
    def app_url(self) -> URL:
        """The application role's URL: given, or the role `<database>_app` with a password derived from the ring."""
        if self.settings.app_database_url:
            return make_url(self.settings.app_database_url).set(drivername="postgresql+psycopg")
        return self.owner_url.set(username=f"{self.owner_url.database}_app", password=self.app_password)

    @property
    def app_password(self) -> str:
        return Vault(self.keys).blind("app-role", str(self.owner_url.database)).hex()

    @cached_property
    def keys(self) -> KeyRing:
        return key_ring(self.keys_path, Algorithm(self.settings.vault_algorithm))

    @property
    def keys_path(self) -> Path:
        return self.settings.keys_file or self.settings.home / "keys" / "ring.json"

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.keys, lambda: read_ring(self.keys_path))

    @cached_property
    def engine(self) -> Engine:
        """The hub's own connections, behind no fence."""
        return self._pool(None)

    def _pool(self, fence: Fence | None) -> Engine:
        """The connections of a fence. Each fence has its own: a connection whose role changes plans its prepared
        statements anew, over all partitions, which costs more than the statement."""
        with self._making:
            if fence not in self._pools:
                self._pools[fence] = self._connections(8 if fence is None else 2)
            return self._pools[fence]

    def _connections(self, kept: int) -> Engine:
        in_zone = {"options": f"-c timezone={self.settings.time_zone}"}  # a moment's date is the province's date
        return create_engine(
            self.app_url, pool_pre_ping=True, pool_size=kept, max_overflow=8, connect_args=in_zone,
            hide_parameters=True,
        )  # fmt: skip

    @contextmanager
    def transaction(self, actor: Actor, *, one_moment: bool = False) -> Iterator[Connection]:
        """A transaction in `actor`'s name: committed at the end, undone on any exception.

        `one_moment`: it only reads, and sees the store as it is at its beginning, however long it takes.
        """
        try:
            connection = self._pool(actor.scope.fence if actor.scope else None).connect()
        except sqlalchemy.exc.OperationalError as problem:
            raise UnavailableError(
                "无法连接数据库；请检查 OHUB_DATABASE_URL，并先运行 ohub migrate。",
                "The database cannot be reached; check OHUB_DATABASE_URL and run `ohub migrate` first.",
            ) from problem
        if one_moment:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection, connection.begin():
            self._name(connection, actor)
            yield connection

    def _name(self, connection: Connection, actor: Actor) -> None:
        """Say who acts, and go behind the fence they act within, until the end of the transaction."""
        values = {"ohub.actor": str(actor)}
        if actor.scope:
            values |= {f"ohub.{name}": actor.scope.settings.get(name, "") for name in SETTINGS}
            values["role"] = f"{self.app_url.username}_{actor.scope.fence}"
        calls = ", ".join(f"set_config('{name}', :v{n}, true)" for n, name in enumerate(values))
        connection.execute(text(f"select {calls}"), {f"v{n}": value for n, value in enumerate(values.values())})

    def close(self) -> None:
        for pool in self._pools.values():
            pool.dispose()
        if self._embedded:
            self._embedded.leave()

    def _server(self) -> EmbeddedServer:
        if self._embedded is None:
            raise RuntimeError("no embedded server: a database URL is set")
        return self._embedded


def cursor(connection: Connection) -> psycopg.Cursor[tuple[object, ...]]:
    """psycopg's own cursor of this transaction, for COPY and arrays."""
    driver: psycopg.Connection[tuple[object, ...]] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver.cursor()


def collided(problem: Exception) -> bool:
    """Did another transaction come first? Then the same work may simply be done again."""
    cause = getattr(problem, "orig", problem)
    return isinstance(cause, errors.DeadlockDetected | errors.SerializationFailure | errors.UniqueViolation)
