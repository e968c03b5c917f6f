"""Importing national examinations: against mere iteration, the obvious script, a full store; and its memory."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

from hub.db import Store
from hub.embedded import EmbeddedServer
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.security.actor import Actor
from tests.benchmarks import filling, obvious
from tests.benchmarks.documents import write_examinations
from tests.benchmarks.timing import pair
from tests.databases import Template
from tests.faults.commands import environment

BENCH = Actor("system", "bench")
COUNT = 3000
STORED = int(os.environ.get("OHUB_BENCH_STORED", "1000000"))
MEMORY_COUNT = 20000


class Bench:
    """An embedded server with an empty template, and a folder with files nobody has imported yet."""

    def __init__(self, folder: Path, template: Template) -> None:
        self.folder = folder
        self.template = template
        self._files = 0

    def store(self, name: str) -> Store:
        return self.template.copy(self.folder / name)

    def file(self, count: int = COUNT) -> Path:
        """A new file: its workers and records are in no other."""
        self._files += 1
        return write_examinations(self.folder / f"{self._files}.xml", count, self._files * 1_000_000)


@contextmanager
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        server = EmbeddedServer(home)
        try:
            yield Bench(Path(name), Template.make(server.url(), home))
        finally:
            server.leave()


def import_file(store: Store, path: Path) -> None:
    """Receive and interpret one file; every row must be accepted."""
    with path.open("rb") as stream:
        received = receive(store, "national", stream, BENCH)
    outcome = interpret(store, received.batch_id, BENCH)
    if outcome.accepted != outcome.received or not outcome.accepted:
        raise RuntimeError(f"not everything was accepted: {outcome}")


def iterate(path: Path) -> None:
    """What lxml needs merely to read the file, element by element."""
    for _, element in etree.iterparse(path, events=("end",)):
        element.clear()


def against_iteration() -> dict[str, Any]:
    """Wanted: at least 1/3, that is, at most three times the time of mere iteration."""
    with bench() as at:
        store, files = at.store("ours"), [at.file() for _ in range(6)]
        import_file(store, files.pop())  # the first one warms caches and plans
        result = pair(
            "import, against iterating with lxml",
            COUNT,
            lambda turn: import_file(store, files[turn]),
            "lxml.etree.iterparse",
            lambda turn: iterate(files[turn]),
        )
        store.close()
        return result


def against_obvious_script() -> list[dict[str, Any]]:
    """Wanted: at least 10. Both forms are told, since which one is obvious may be argued about."""
    return [_against_obvious_script(commit_each=commit_each) for commit_each in (True, False)]


def _against_obvious_script(*, commit_each: bool) -> dict[str, Any]:
    with bench() as at:
        store, files = at.store("ours"), [at.file() for _ in range(5)]
        url = at.store("theirs").owner_url.render_as_string(hide_password=False)
        result = pair(
            "import, against the obvious script",
            COUNT,
            lambda turn: import_file(store, files[turn]),
            f"pydantic, session.add for each row, {'each record' if commit_each else 'the file'} committed",
            lambda turn: _stored_obviously(url, files[turn], commit_each),
        )
        store.close()
        return result


def _stored_obviously(url: str, path: Path, commit_each: bool) -> None:
    if obvious.import_file(url, path, commit_each=commit_each) != COUNT:
        raise RuntimeError("the obvious script did not store everything")


def with_many_stored() -> dict[str, Any]:
    """Wanted: at least 0.9: with a million examinations stored at most a tenth slower than with none."""
    with bench() as at:
        full, empty = at.store("full"), at.store("empty")
        filling.fill(full, STORED, lambda store: import_file(store, at.file(10)))
        files = [at.file() for _ in range(6)]
        for store in (full, empty):
            import_file(store, files[5])
        result = pair(
            f"import with {STORED:,} examinations stored, against none",
            COUNT,
            lambda turn: import_file(full, files[turn]),
            "the same hub, empty",
            lambda turn: import_file(empty, files[turn]),
        )
        full.close()
        empty.close()
        return result


def memory() -> dict[str, Any]:
    """Wanted: under 600 MiB, whatever the file. The command runs by itself, so that only its memory counts."""
    with bench() as at:
        path = at.file(MEMORY_COUNT)
        store = at.store("memory")
        script = (
            "import sys; from hub.cli import main; from tests.memory import peak_mib\n"
            "try: main()\n"
            "finally: print(peak_mib(), file=sys.stderr)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script, "import", str(path), "--source", "national", "--json"],
            env=environment(store), capture_output=True, text=True, check=True,
        )  # fmt: skip
        size = path.stat().st_size / 2**20
        store.close()
        return {"name": f"memory of importing {size:.0f} MiB", "n": MEMORY_COUNT, "ours_s": None, "peer": None,
                "peer_s": None, "ratio": None, "peak_mib": round(float(ran.stderr.split()[-1]), 1)}  # fmt: skip
