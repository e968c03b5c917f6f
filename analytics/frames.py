"""The snapshot as Ibis tables: the same expressions run on DuckDB in the process or on a Spark cluster."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

import ibis
from ibis import BaseBackend, _
from ibis.expr.types import Table
from ibis.util import gen_name


@dataclass(frozen=True)
class Frames:
    """Tables of the snapshot in `folder` as they were known at `known_at` (None: now).

    `person_id` in every table is the worker's pseudonym after all merges so far. `read` names the tables asked for.
    """

    engine: BaseBackend
    folder: Path
    known_at: datetime | None = None
    read: set[str] = field(default_factory=set)
    _kept: dict[Hashable, Table] = field(default_factory=dict, repr=False)
    _opened: dict[str, Table] = field(default_factory=dict, repr=False)

    def once(self, key: Hashable, make: Callable[[], Table]) -> Table:
        """The table that `make` describes, computed when `key` is first asked for and kept as long as these frames.

        For what several rules read. `key` names everything it depends on, such as ("spells", as_of).
        """
        if key not in self._kept:
            name, table = gen_name("kept"), make()
            if self.engine.name == "duckdb":
                self._kept[key] = self.engine.create_table(name, table, temp=True)
            else:  # Spark has no temporary tables; it computes a cached view when it is first read
                self._kept[key] = self.engine.create_view(name, table).cache()
        return self._kept[key]

    def document(self, name: str) -> Table:
        """One row for each record of the document that was known, and not deleted, at `known_at`."""
        return self._table(name)

    def results(self, name: str) -> Table:
        """One row for each entry of the document's long list, such as an item result of an examination."""
        return self._table(f"{name}_result")

    @cached_property
    def worker(self) -> Table:
        return self.engine.read_parquet(f"{self.folder}/worker.parquet")

    @cached_property
    def employer(self) -> Table:
        return self.engine.read_parquet(f"{self.folder}/employer.parquet")

    def _table(self, name: str) -> Table:
        """The same expression each time, so that what two rules read of it is recognised as one."""
        self.read.add(name)
        if name not in self._opened:
            self._opened[name] = self._with_person(self._known(self._versions(name)))
        return self._opened[name]

    def _versions(self, name: str) -> Table:
        if self.engine.name != "duckdb":
            return self.engine.read_parquet(f"{self.folder}/{name}/*/part.parquet")
        files = self.folder.glob(f"{name}/*/part.parquet")
        # DuckDB guesses the rows of all files by those of the first, and joins by its guess: not an empty one first
        return self.engine.read_parquet(sorted(files, key=lambda file: file.stat().st_size, reverse=True))

    def _known(self, versions: Table) -> Table:
        """`known_to` is empty while a version stands."""
        if self.known_at is None:
            return versions.filter(_.known_to.isnull())
        moment = ibis.timestamp(self.known_at.isoformat()).cast(versions.known_to.type())
        return versions.filter(_.known_from <= moment, _.known_to.isnull() | (_.known_to > moment))

    def _with_person(self, versions: Table) -> Table:
        """A worker not merged into another is a person of the same number: only the others are looked up."""
        person = ibis.coalesce(_.person_id, _.worker_id)
        return versions.left_join(self._merged(), "worker_id").drop("worker_id_right").mutate(person_id=person)

    def _merged(self) -> Table:
        others = self.worker.filter(_.person_id != _.worker_id)
        return self.once("merged workers", lambda: others.select("worker_id", "person_id"))
