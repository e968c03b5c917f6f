"""The command of entitlements: what the law gives each person of a file of cases. It needs no store."""

from typing import Any

import typer

from hub.cli.case_files import CaseFile, calculate_file, tell
from hub.cli.output import Json, answer
from hub.errors import HubError

SHOWN = ("code", "amount", "kind", "payer", "from", "formula")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("entitlements")(entitlements_command)


def entitlements_command(case: CaseFile, as_json: Json = False) -> None:
    """待遇计算 What the law gives one person harmed by work: items, amounts, payers, and what is unknown."""
    from analytics.entitlements.calculate import answer_or_problem

    tell("entitlements", calculate_file("entitlements", case, _one, answer_or_problem), as_json, _show)


def _one(given: Any) -> dict[str, Any]:
    from analytics.entitlements.calculate import calculate
    from analytics.entitlements.refusing import CaseError

    try:
        return calculate(given).as_json()
    except CaseError as refusal:
        raise HubError(refusal.zh, refusal.en) from refusal


def _show(found: dict[str, Any], title: str) -> None:
    """For people: the items, then what is unknown, then notes."""
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
