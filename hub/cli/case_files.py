"""Files of cases for the calculators: one case or a list, answered in their order, shown one after the other."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub.cli.output import answer, progress
from hub.errors import HubError, NotFoundError

CaseFile = Annotated[Path, typer.Option("--case", help="案例文件 JSON file with one case, or a list of cases")]
Calculation = Callable[[Any], dict[str, Any]]


def calculate_file(name: str, path: Path, one: Calculation, or_problem: Calculation) -> Any:
    """The answer of `one` to the only case of a file; of a list, that of `or_problem` to each. Raises HubError."""
    given = _read(path)
    if not isinstance(given, list):
        return one(given)
    found = []
    with progress(name, len(given)) as bar:
        for each in given:
            found.append(or_problem(each))
            bar.advance(bar.task_ids[0])
    return found


def tell(name: str, found: Any, as_json: bool, show: Callable[[dict[str, Any], str], None]) -> None:
    """Everything for machines; for people each answer under a title, or the problem of its case."""
    if as_json:
        answer(found, as_json)
        return
    several = isinstance(found, list)
    for number, each in enumerate(found if several else [found], 1):
        title = f"ohub {name} {number}" if several else f"ohub {name}"
        if problem := each.get("problem"):
            typer.echo(f"{title}: {problem['zh']}\n{problem['en']}")
        else:
            show(each, title)


def _read(path: Path) -> Any:
    """What the file says. Raises HubError, which repeats nothing of it."""
    if not path.is_file():
        raise NotFoundError(
            "没有这个案例文件，请检查 --case 的路径。",
            "There is no such file of cases; check the path given with --case.",
        )
    try:
        return orjson.loads(path.read_bytes())
    except OSError:
        raise HubError(
            "案例文件读不出来，请检查读取权限。", "The file of cases cannot be read; check the right to read it."
        ) from None
    except orjson.JSONDecodeError as problem:
        raise HubError(
            f"案例文件不是 UTF-8 的 JSON（第 {problem.lineno} 行）；请改正。",
            f"The file of cases is no JSON in UTF-8 (line {problem.lineno}); mend it.",
        ) from None
