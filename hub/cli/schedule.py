"""The command of the examination calculator: which examinations the people of a file are owed. It needs no store."""

from typing import Any

import typer

from hub.cli.case_files import CaseFile, calculate_file, tell
from hub.cli.output import Json, answer
from hub.errors import HubError

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
    from analytics.surveillance import schedule_or_problem

    tell("schedule", calculate_file("schedule", case, _one, schedule_or_problem), as_json, _show)


def _one(told: Any) -> dict[str, Any]:
    from analytics.surveillance import CaseError, read_case, schedule

    try:
        return schedule(read_case(told))
    except CaseError as refusal:
        raise HubError(refusal.zh, refusal.en) from None


def _show(found: dict[str, Any], title: str) -> None:
    """For people: the examinations, then what cannot be said."""
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
