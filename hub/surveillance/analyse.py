"""The nightly run: link, refresh the snapshot, analyse it, raise and close findings, and note what it took."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter

import ibis
import pyarrow.parquet as pq
from ibis import BaseBackend
from sqlalchemy import text

from analytics.frames import Frames
from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.security.actor import Actor
from hub.surveillance.bases import bases
from hub.surveillance.calibrating import keep_calibration
from hub.surveillance.decisions import Grounds
from hub.surveillance.parquet import MEMORY
from hub.surveillance.raising import Found, raise_findings
from hub.surveillance.seeking import seek
from hub.surveillance.signalling import seek_clusters, standing
from hub.surveillance.snapshot import Snapshot

LOCK = 0x6F687562  # "ohub": the number of the advisory lock of analysing
LINKAGE = "linkage"
OVER_SNAPSHOT = ("gaps", "compliance", "clusters", "quality")
ANALYSES = (LINKAGE, *OVER_SNAPSHOT)
NOTE = """
insert into analysis_run (analysis, as_of, engine, started_at, seconds, rows_read, findings)
values (:analysis, :as_of, :engine, clock_timestamp() - make_interval(secs => :seconds), :seconds, :rows_read,
    :findings)
"""


@dataclass(frozen=True)
class Run:
    """One analysis of one run. `findings` are those now current; of linkage, the pairs that wait for a person."""

    analysis: str
    rows_read: int
    findings: int
    seconds: float


def analyse(
    store: Store, actor: Actor, as_of: date | None = None, only: Sequence[str] | None = None, engine: str = "duckdb"
) -> list[Run]:
    """Run the analyses (`only` those named) as of a day, today by default, over what is known now.

    A second run at the same time waits for the first. The last run decides which findings are current.
    The seconds of the snapshot's refresh count for the first analysis that reads it. Raises HubError for an unknown
    analysis or engine, UnavailableError where Spark is not installed.
    """
    day = as_of or datetime.now(store.settings.zone).date()
    names, connect = wanted(only), engine_of(engine)
    with alone(store, actor):
        return [_noted(store, actor, run, day, engine) for run in _runs(store, actor, names, day, connect)]


def _runs(
    store: Store, actor: Actor, names: Sequence[str], day: date, connect: Callable[[], BaseBackend]
) -> Iterator[Run]:
    """Linkage comes first, so that the snapshot knows who is whom."""
    if LINKAGE in names:
        yield _link(store, actor)
    started, snapshot = perf_counter(), Snapshot(store)
    known_at = moment(store, actor)
    if set(names) & set(OVER_SNAPSHOT):
        snapshot.refresh()
    for name in OVER_SNAPSHOT:
        if name in names:
            frames = Frames(connect(), snapshot.folder)
            grounds = Grounds(bases(name, day), known_at, frames)
            raised = raise_findings(store, actor, name, day, sought(store, actor, name, frames, day), grounds)
            if name == "clusters":
                keep_calibration(store, actor, frames, day)
            yield Run(name, _rows_read(frames), raised, _seconds_since(started))
            started = perf_counter()


def sought(store: Store, actor: Actor, analysis: str, frames: Frames, day: date) -> Iterable[Found]:
    """What an analysis over the snapshot finds. A signal of clusters keeps the name it stood under on that day."""
    if analysis == "clusters":
        return seek_clusters(frames, day, standing(store, actor, day))
    return seek(analysis, frames, day)


def _link(store: Store, actor: Actor) -> Run:
    link_workers = import_module("hub.people.link").link_workers  # Splink takes seconds to import
    linked = link_workers(store, actor)
    return Run(LINKAGE, linked.rows_read, linked.review, round(linked.seconds, 3))


def _noted(store: Store, actor: Actor, run: Run, day: date, engine: str) -> Run:
    with store.transaction(actor) as connection:
        connection.execute(text(NOTE), {**asdict(run), "as_of": day, "engine": engine})
    return run


def moment(store: Store, actor: Actor) -> datetime:
    """Now, by the clock that says when records came to be known. A snapshot refreshed after it holds all till then."""
    with store.transaction(actor) as connection:
        now: datetime = connection.execute(text("select now()")).scalar_one()
    return now


def _rows_read(frames: Frames) -> int:
    """Rows of the files of the tables that were asked for."""
    paths = [path for name in frames.read for path in frames.folder.glob(f"{name}/*/part.parquet")]
    return sum(int(pq.read_metadata(path).num_rows) for path in paths)


def _seconds_since(started: float) -> float:
    return round(perf_counter() - started, 3)


@contextmanager
def alone(store: Store, actor: Actor) -> Iterator[None]:
    """Hold the lock of analysing, once whoever has it is done."""
    with store.transaction(actor) as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield


def wanted(only: Sequence[str] | None) -> Sequence[str]:
    unknown = sorted(set(only or ()) - set(ANALYSES))
    if unknown:
        known = "、".join(ANALYSES)
        raise HubError(
            f"没有名为 {unknown[0]} 的分析；已有：{known}。", f"There is no analysis {unknown[0]}; known: {known}."
        )
    return only or ANALYSES


def engine_of(name: str) -> Callable[[], BaseBackend]:
    """How to open the engine. Spark runs the same expressions, where pyspark is installed."""
    if name == "duckdb":
        return lambda: ibis.duckdb.connect(memory_limit=MEMORY)
    if name == "spark" and find_spec("pyspark"):
        return lambda: ibis.connect("pyspark://")
    if name == "spark":
        raise UnavailableError(
            "本机没有安装 pyspark，不能使用 Spark；请安装 pyspark，或使用 --engine duckdb。",
            "pyspark is not installed here, so Spark cannot be used; install pyspark, or use --engine duckdb.",
        )
    raise HubError(f"没有名为 {name} 的引擎；可用 duckdb、spark。", f"There is no engine {name}; known: duckdb, spark.")
