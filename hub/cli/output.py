"""How commands answer: JSON on standard output for machines, tables and progress bars for people."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="机器可读的结果 machine-readable result on standard output")]

errors = Console(stderr=True)


def answer(result: Any, as_json: bool, title: str = "") -> None:
    """Print `result`: as JSON, or as a table when it is a mapping or a list of mappings."""
    if as_json:
        typer.echo(orjson.dumps(result, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    elif isinstance(result, Mapping):
        _print([{"": name, title: value} for name, value in result.items() if not isinstance(value, list)], title)
    else:
        _print(result, title)


def _print(rows: Sequence[Mapping[str, Any]], title: str) -> None:
    table = Table(title=title, show_header=bool(rows) and "" not in rows[0])
    for name in rows[0] if rows else ():
        table.add_column(name)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Progress]:
    """A bar on the terminal of standard error; nothing where there is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        bar.add_task(label, total=total)
        yield bar
