"""The command that writes the monthly report of a territory."""

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.store import opened
from hub.errors import HubError
from hub.papers.paper import Form
from hub.security.actor import operator

Division = Annotated[str, typer.Option(help="区划代码 division code, like 3702 or 370200")]
MonthText = Annotated[str, typer.Option("--month", help="月份 a month, like 2026-10")]
Out = Annotated[Path, typer.Option(help="新文件 a new file, .pdf or .docx")]
FORMS: dict[str, Form] = {".pdf": "pdf", ".docx": "docx"}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("report")(report_command)


def report_command(division: Division, month: MonthText, out: Out) -> None:
    """监测月报 Write the monthly report of a territory, small counts hidden."""
    from hub.papers.reports.making import make_report
    from hub.publishing.months import read_month

    form = FORMS.get(out.suffix.lower())
    if form is None or out.exists():
        raise HubError(
            f"{out} 须是不存在的 .pdf 或 .docx 文件；请换一个文件名。",
            f"{out} must be a .pdf or .docx file that does not exist yet; choose another name.",
        )
    with opened() as store:
        made = make_report(store, operator(), division.ljust(6, "0"), read_month(month), form)
    out.write_bytes(made.content)
    typer.echo(f"{out}: {len(made.content)} bytes")
