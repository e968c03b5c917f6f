"""The commands that hand records out."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.security.actor import operator

Document = Annotated[str, typer.Option(help="文档 document, such as examination")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="自该日零时起的变化，不写则为全部 changes since that midnight, else all"),
]
Out = Annotated[Path, typer.Option(help="新文件，只有本人可读 a new file for your eyes alone: it names people")]
Asked = Annotated[str, typer.Option("--operation", help="操作，各成一个文件 add | update | delete, a file each")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    forms = typer.Typer(no_args_is_help=True, help="导出 Write records for others")
    forms.command("national")(national_command)
    app.add_typer(forms, name="export")


def national_command(
    document: Document, out: Out, since: Since = None, operation: Asked = "add", as_json: Json = False
) -> None:
    """导出国家交换文档 Write one document as a message of the national exchange."""
    from hub.pull.export import export_national
    from hub.pull.increments import Increment, read_operation

    wanted = Increment(document, read_operation(operation), since.date() if since else None)
    with opened() as store, progress("ohub export") as bar:
        done = export_national(
            store, operator(), wanted, out, lambda count: bar.update(bar.task_ids[0], completed=count)
        )
    answer(asdict(done), as_json, "ohub export national")
