"""The command of the simulator: what a change of law would change, before it is switched on."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.errors import HubError
from hub.security.actor import operator

SHOWN = 200  # lines on a terminal; --json has all
LISTS = ("findings", "duties", "entitlements")
From = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="施行日期 day the change begins")]
AS_OF = "截止日期 day to judge by; the later of today and --from"
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help=AS_OF)]
PARAMETER = "修改后的参数文件，文件名同现行 edited parameter, named like the installed file"
CODES = "修改后的代码表，文件名同现行 edited code list, named like the installed file"
EDITIONS = "修改后的检查标准表，文件名同现行 edited table of examination standards, named like the installed file"
Parameters = Annotated[list[Path] | None, typer.Option("--parameter", help=PARAMETER)]
Codes = Annotated[list[Path] | None, typer.Option("--codes", help=CODES)]
Editions = Annotated[list[Path] | None, typer.Option("--editions", help=EDITIONS)]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("simulate")(simulate_command)


def simulate_command(
    begins: From,
    parameter: Parameters = None,
    codes: Codes = None,
    editions: Editions = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """法规变更模拟 What a change of law would add, remove or move; nothing is stored, no installed file is touched."""
    from analytics.simulation.changes import change
    from analytics.simulation.refusing import ChangeError
    from hub.surveillance.simulating import simulate

    if not (parameter or codes or editions):
        raise typer.BadParameter("请给出 --parameter、--codes 或 --editions。Give --parameter, --codes or --editions.")
    try:
        changed = change(begins.date(), parameter or (), codes or (), editions or ())
    except ChangeError as refusal:
        raise HubError(refusal.zh, refusal.en) from None
    with opened() as store:
        day = as_of.date() if as_of else max(begins.date(), _today(store.settings.zone))
        told = simulate(store, operator(), changed, day)
    told = {"from": begins.date(), **told}
    answer(told, as_json) if as_json else _show(told)


def _today(zone: Any) -> date:
    return datetime.now(zone).date()


def _show(told: dict[str, Any]) -> None:
    """For people: counts by rule, then the list."""
    rows = [
        {"规则 rule": rule, "变化 change": what, "数量 count": number}
        for rule, kinds in told["counts"].items()
        for what, number in kinds.items()
    ]
    answer(rows, as_json=False, title=f"ohub simulate --from {told['from']} --as-of {told['as_of']}")
    lines = [_line(each) for name in LISTS for each in told.get(name, ())]
    answer(lines[:SHOWN], as_json=False, title=f"{len(lines)}")
    if len(lines) > SHOWN:
        typer.echo(f"只列出前 {SHOWN} 项，全部见 --json。Only the first {SHOWN} are shown; --json has all.")
    missing = set(LISTS) - set(told["compared"])
    if missing:
        named = "、".join(sorted(missing))
        typer.echo(f"这项变更涉及不到，未比较：{named}。The change cannot touch these, so they were not compared.")


def _line(each: dict[str, Any]) -> dict[str, Any]:
    about = {name: value for name, value in each.items() if name not in ("rule", "subject", "what", "before", "after")}
    return {
        "规则 rule": each["rule"],
        "对象 subject": each["subject"],
        "所指 about": " ".join(str(value) for value in about.values() if value is not None),
        "变化 change": each["what"],
        "变更前 before": _cell(each["before"]),
        "变更后 after": _cell(each["after"]),
    }


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values() if each is not None)
    return "" if value is None else str(value)
