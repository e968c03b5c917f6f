"""The commands of the audit: hand out a signed checkpoint of the chain, and verify the chain."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer, errors
from hub.cli.store import opened
from hub.keeping.checkpoints import keep_checkpoint
from hub.keeping.verifying import verify_audit
from hub.security.actor import operator
from hub.security.audit.check import Verdict

Out = Annotated[
    Path | None,
    typer.Option(
        help="新文件，不写则在数据目录的 checkpoints 中 a new file, else in checkpoints of the data directory"
    ),
]
Given = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint", help="另存的检查点，与数据目录中的一并核对 a checkpoint kept elsewhere, besides our own"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    about = typer.Typer(no_args_is_help=True, help="审计 The chain of who did what to whose data")
    about.command("checkpoint")(checkpoint_command)
    about.command("verify")(verify_command)
    app.add_typer(about, name="audit")


def checkpoint_command(out: Out = None, as_json: Json = False) -> None:
    """签署检查点 Sign where the audit chain ends now; hand the file to somebody outside."""
    with opened() as store:
        point, path = keep_checkpoint(store, operator(), out)
    answer(point.document() | {"file": str(path)}, as_json, "ohub audit checkpoint")


def verify_command(given: Given = None, as_json: Json = False) -> None:
    """核对审计链 Recompute the whole audit chain and compare it with checkpoints; 1 when anything is wrong."""
    with opened() as store:
        verdict, checkpoints = verify_audit(store, operator(), given or [])
    _tell(verdict, checkpoints, as_json)
    if verdict.wrong:
        raise typer.Exit(1)


def _tell(verdict: Verdict, checkpoints: int, as_json: bool) -> None:
    problems = [{"number": one.number, "zh": one.zh, "en": one.en} for one in verdict.problems]
    counts: dict[str, Any] = {"chained": verdict.chained, "waiting": verdict.waiting, "checkpoints": checkpoints}
    end = {"head": verdict.head.number, "hash": verdict.head.hash.hex(), "wrong": verdict.wrong}
    answer(counts | end | {"problems": problems}, as_json, "ohub audit verify")
    for one in verdict.problems if not as_json else ():
        errors.print(f"{one.zh} {one.en}", markup=False, highlight=False, soft_wrap=True)
