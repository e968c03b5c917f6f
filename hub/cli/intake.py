"""The commands that bring records in and take held ones up again."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from connectors.registry import sources
from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.db import Store
from hub.errors import NotFoundError
from hub.intake.batches import COUNTS, summary
from hub.intake.modes import Mode
from hub.intake.pipeline import interpret
from hub.intake.receive import receive
from hub.intake.release import release_batch
from hub.security.actor import operator


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("import")(import_command)
    app.command("release")(release_command)


def import_command(
    paths: Annotated[list[Path], typer.Argument(help="文件 files to import")],
    source: Annotated[str, typer.Option(help="来源 name of the source, such as national")],
    mode: Annotated[Mode, typer.Option(help="方式 check: 只校验; good: 合格的入库; whole: 全部合格才入库")] = Mode.GOOD,
    as_json: Json = False,
) -> None:
    """导入文件 Import files of one source; each file is a batch, and every row gets an outcome."""
    if source not in sources():
        known = "、".join(sources())
        raise NotFoundError(
            f"没有名为 {source} 的来源；已有：{known}。", f"There is no source {source}; known: {known}."
        )
    for path in paths:
        if not path.is_file():
            raise NotFoundError("有一个路径不是文件，请检查。", "One of the paths is not a file; check it.")
    with opened() as store:
        results = [_import(store, path, source, mode) for path in paths]
    answer(results[0] if len(results) == 1 else _together(results), as_json, "ohub import")


def release_command(
    batches: Annotated[list[int], typer.Argument(help="批次 numbers of batches")], as_json: Json = False
) -> None:
    """重新判定暂存的行 Judge the held rows of batches anew, as after a mended mapping."""
    with opened() as store:
        results = []
        for batch_id in batches:
            with store.transaction(operator()) as connection:
                release_batch(connection, store, batch_id)
                results.append(summary(connection, batch_id, again=False))
    answer(results[0] if len(results) == 1 else _together(results), as_json, "ohub release")


def _import(store: Store, path: Path, source: str, mode: Mode) -> dict[str, Any]:
    with path.open("rb") as stream:
        received = receive(store, source, stream, operator())
    with progress(f"batch {received.batch_id}") as bar:
        interpret(store, received.batch_id, operator(), lambda n: bar.update(bar.task_ids[0], completed=n), mode)
    with store.transaction(operator()) as connection:
        return summary(connection, received.batch_id, again=received.done)


def _together(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Several files as one answer: their batches, the sums of their counts, all their issues."""
    totals: Counter[str] = Counter()
    for result in results:
        totals.update({name: result[name] for name in COUNTS})
    issues = [{"batch": result["batch"], **issue} for result in results for issue in result["issues"]]
    return {"batch": [result["batch"] for result in results], **totals, "issues": issues}
