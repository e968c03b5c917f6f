"""Commands that bring records in: import, reinterpret."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import text

from connectors.registry import sources
from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.db import Store
from hub.errors import NotFoundError
from hub.intake.pipeline import Outcome, interpret
from hub.intake.receive import receive
from hub.security.actor import operator
from schemas.issues import Issue

COUNTS = ("received", "accepted", "held", "rejected", "duplicates")
SHOWN_ISSUES = 1000


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("import")(import_command)


def import_command(
    paths: Annotated[list[Path], typer.Argument(help="文件 files to import")],
    source: Annotated[str, typer.Option(help="来源 name of the source, such as national")],
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
        results = [_import(store, path, source) for path in paths]
    answer(results[0] if len(results) == 1 else _together(results), as_json, "ohub import")


def _import(store: Store, path: Path, source: str) -> dict[str, Any]:
    with path.open("rb") as stream:
        received = receive(store, source, stream, operator())
    with progress(f"batch {received.batch_id}") as bar:
        outcome = interpret(store, received.batch_id, operator(), lambda n: bar.update(bar.task_ids[0], completed=n))
    return {
        "batch": received.batch_id,
        **_counts(outcome, again=received.done),
        "issues": _issues(store, received.batch_id),
    }


def _counts(outcome: Outcome, *, again: bool) -> dict[str, int]:
    """The counts; bytes that had been interpreted before are duplicates, every row of them."""
    if again:
        return {**dict.fromkeys(COUNTS, 0), "received": outcome.received, "duplicates": outcome.received}
    return {name: getattr(outcome, name) for name in COUNTS}


def _issues(store: Store, batch_id: int) -> list[dict[str, Any]]:
    """The first issues of a batch, in the order of its rows."""
    with store.transaction(operator()) as connection:
        rows = connection.execute(
            text(
                "select row, field, code, severity, detail from arrival_issue where batch_id = :batch "
                "order by row, n limit :limit"
            ),
            {"batch": batch_id, "limit": SHOWN_ISSUES},
        ).mappings()
        return [_shown(dict(row)) for row in rows]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    issue = Issue(row["code"], row["field"], row.pop("detail"))
    return {**row, "message_zh": issue.message_zh, "message_en": issue.message_en}


def _together(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Several files as one answer: their batches, the sums of their counts, all their issues."""
    totals: Counter[str] = Counter()
    for result in results:
        totals.update({name: result[name] for name in COUNTS})
    issues = [{"batch": result["batch"], **issue} for result in results for issue in result["issues"]]
    return {"batch": [result["batch"] for result in results], **totals, "issues": issues}
