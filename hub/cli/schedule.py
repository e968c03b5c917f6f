"""The command of the examination calculator: which examinations the people of a file are owed. It needs no store."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub.cli.output import Json, answer, progress
from hub.errors import HubError, NotFoundError

CaseFile = Annotated[Path, typer.Option("--case", help="案例文件 JSON file with one case, or a list of cases")]
SHOWN = {  # fields by the headings of columns that fit a terminal
    "危害": "hazard",
    "种类": "type",
    "应于": "due",
    "逾期天": "overdue_days",
    "上次": "last",
    "周期月": "period_months",
    "强制": "mandatory",
    "条款": "clause",
}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("schedule")(schedule_command)


def schedule_command(case: CaseFile, as_json: Json = False) -> None:
    """检查安排 Which examinations a person on a job is owed, and when (GBZ 188)."""
    told = _cases(case)
    found = _schedules(told) if isinstance(told, list) else _schedule_or_refuse(told)
    if as_json:
        answer(found, as_json)
        return
    for number, each in enumerate(found if isinstance(found, list) else [found], 1):
        _show(each, f"ohub schedule {number}" if isinstance(found, list) else "ohub schedule")


def _schedules(told: list[Any]) -> list[dict[str, Any]]:
    """One for each case, in order; a bad one has a problem in its place."""
    from analytics.surveillance import schedule_or_problem

    with progress("schedule", len(told)) as bar:
        found = []
        for each in told:
            found.append(schedule_or_problem(each))
            bar.advance(bar.task_ids[0])
    return found


def _schedule_or_refuse(told: Any) -> dict[str, Any]:
    from analytics.surveillance import CaseError, read_case, schedule

    try:
        return schedule(read_case(told))
    except CaseError as refusal:
        raise HubError(refusal.zh, refusal.en) from None


def _cases(path: Path) -> Any:
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


def _show(found: dict[str, Any], title: str) -> None:
    """For people: the examinations, then what cannot be said."""
    if problem := found.get("problem"):
        typer.echo(f"{title}: {problem['zh']}\n{problem['en']}")
        return
    answer(
        [{title: _cell(entry[name]) for title, name in SHOWN.items()} for entry in found["required"]],
        as_json=False,
        title=title,
    )
    for each in found["unknown"]:
        what = " ".join(filter(None, (each["hazard"], each["type"])))
        typer.echo(f"未知 unknown: {what}: {each['zh']} {each['en']}")
    if not all(entry["verified"] for entry in found["required"]):
        typer.echo("部分依据未经核实，见 --json 的 verified。Some rules are unverified; see --json.")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "推荐"
    return "" if value is None else str(value)
