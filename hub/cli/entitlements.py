"""The command of entitlements: what the law gives each person of a file of cases. It needs no store."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub.cli.output import Json, answer, progress
from hub.errors import HubError, NotFoundError

CaseFile = Annotated[Path, typer.Option("--case", help="案例文件 JSON file with one case, or a list of cases")]
SHOWN = ("code", "amount", "kind", "payer", "from", "formula")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("entitlements")(entitlements_command)


def entitlements_command(case: CaseFile, as_json: Json = False) -> None:
    """待遇计算 What the law gives one person harmed by work: items, amounts, payers, and what is unknown."""
    given = _cases(case)
    found = _answers(given) if isinstance(given, list) else _answers_or_refuse(given)
    if as_json:
        answer(found, as_json)
        return
    for number, each in enumerate(found if isinstance(found, list) else [found], 1):
        _show(each, f"ohub entitlements {number}" if isinstance(found, list) else "ohub entitlements")


def _answers(given: list[Any]) -> list[dict[str, Any]]:
    """One for each case, in order; a bad one has a problem in its place."""
    from analytics.entitlements.calculate import answer_or_problem

    with progress("entitlements", len(given)) as bar:
        found = []
        for each in given:
            found.append(answer_or_problem(each))
            bar.advance(bar.task_ids[0])
    return found


def _answers_or_refuse(given: Any) -> dict[str, Any]:
    from analytics.entitlements.calculate import calculate
    from analytics.entitlements.refusing import CaseError

    try:
        return calculate(given).as_json()
    except CaseError as refusal:
        raise HubError(refusal.zh, refusal.en) from refusal


def _cases(path: Path) -> Any:
    if not path.is_file():
        raise NotFoundError(
            "没有这个案例文件，请检查 --case 的路径。",
            "There is no such file of cases; check the path given with --case.",
        )
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as problem:
        raise HubError(
            f"案例文件不是 UTF-8 的 JSON（第 {problem.lineno} 行）；请改正。",
            f"The file of cases is no JSON in UTF-8 (line {problem.lineno}); mend it.",
        ) from None


def _show(found: dict[str, Any], title: str) -> None:
    """For people: the items, then what is unknown, then notes."""
    if problem := found.get("problem"):
        typer.echo(f"{title}: {problem['zh']}\n{problem['en']}")
        return
    answer([{name: _cell(item[name]) for name in SHOWN} for item in found["items"]], as_json=False, title=title)
    for each in found["unknown"]:
        typer.echo(f"未知 unknown: {each['for']} ← {each['needs']}")
    for each in found["notes"]:
        typer.echo(f"说明 note: {each['for']}: {each['zh']} {each['en']}")
    for name in found["ignored"]:
        typer.echo(f"未读 ignored: {name}")
    if not all(item["verified"] for item in found["items"]):
        typer.echo("部分金额所依据的数字未经核实，见 --json 的 verified。Some numbers are unverified; see --json.")


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
