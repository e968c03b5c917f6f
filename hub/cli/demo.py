"""The command that shows everything: a province, its partners, the pull, the analyses, and then the pages."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import text

from hub.cli.output import Json, answer, errors, progress
from hub.cli.store import opened
from hub.db import Store
from hub.security.actor import operator

COUNTS = ("received", "accepted", "held", "rejected", "duplicates")
TABLES = {"workers": "select count(*) from worker where merged_into is null",
          "employers": "select count(*) from employer"}  # fmt: skip
FINDINGS = "select analysis, rule, count(*) from finding where closed_on is null group by 1, 2 order by 1, 2"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("demo")(demo_command)


def demo_command(
    workers: Annotated[int, typer.Option(min=1, help="劳动者人数 how many workers")] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子 the same seed makes the same province")] = 1,
    once: Annotated[bool, typer.Option("--once", help="不启动页面 do not go on to serve the pages")] = False,
    as_json: Json = False,
) -> None:
    """示范 A demonstration province: generated, pulled from its partners, analysed, and then served."""
    with opened() as store:
        result = run_demo(store, workers, seed)
        answer(result, as_json, "ohub demo")
        if not once:
            from hub.cli.serve import serve

            serve(store, demonstrated=True)


def run_demo(store: Store, workers: int, seed: int) -> dict[str, Any]:
    """Generate, pull and analyse. A province that has been pulled before is not pulled twice."""
    from hub.cli.pull import pull_feeds
    from hub.intake.feeds import write_feeds
    from hub.partners import start_partners
    from hub.province.people import TODAY
    from hub.surveillance.analyse import analyse
    from hub.work.nightly import keep_up

    seconds: dict[str, float] = {}
    folder = store.settings.home / "demo" / f"{workers}-{seed}"
    with _timed(seconds, "generate"):
        _generate(folder, workers, seed)
    counts: Counter[str] = Counter()
    with _timed(seconds, "pull"), start_partners(folder, seed=seed) as feeds:
        write_feeds(store.settings.home / "demo" / "sources.yml", feeds)
        for pulled in pull_feeds(store, feeds):
            counts.update({name: pulled[name] for name in COUNTS})
    with _timed(seconds, "analyse"), progress("analyse"):
        analyse(store, operator(), TODAY)  # the day on which the story of the province ends
        keep_up(store, operator(), TODAY)
    with store.transaction(operator()) as connection:
        tables = {name: connection.execute(text(query)).scalar_one() for name, query in TABLES.items()}
        found = connection.execute(text(FINDINGS)).all()
    gaps = {rule: count for analysis, rule, count in found if analysis == "gaps"}
    clusters = sum(count for analysis, _, count in found if analysis == "clusters")
    return {**{name: counts[name] for name in COUNTS}, **tables, "clusters": clusters, "gaps": gaps, "seconds": seconds}


def _generate(folder: Path, workers: int, seed: int) -> None:
    """The province as files, made once; one that was cut off is made anew."""
    from hub.province.generating import generate

    if folder.is_dir():
        return
    unfinished = Path(f"{folder}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    with progress("generate", total=workers) as bar:
        generate(workers, seed, unfinished, lambda done: bar.update(bar.task_ids[0], completed=done))
    unfinished.replace(folder)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    errors.print(f"ohub demo: {step} …")
    begun = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - begun, 1)
