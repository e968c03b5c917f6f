"""Commands that account for findings: explain one, recompute those of a past day."""

from datetime import datetime, time
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.cli.surveillance import Engine
from hub.db import Store
from hub.security.actor import operator

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
Number = Annotated[int, typer.Argument(help="提示编号 number of the finding, as in gaps --json")]
AsOf = Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期 day to judge by")]
KNOWN = "按何时所知 as known at: a day means its end; default the end of --as-of"
KnownAt = Annotated[datetime | None, typer.Option("--known-at", formats=MOMENTS, help=KNOWN)]
ONLY = "只运行 only: gaps | compliance | clusters | quality"
Only = Annotated[list[str] | None, typer.Option("--only", help=ONLY)]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("explain")(explain_command)
    app.command("recompute")(recompute_command)


def explain_command(finding: Number, as_json: Json = False) -> None:
    """说明提示 Say what a finding rests on: clause, clock, numbers of law, versions of records, history."""
    from hub.surveillance.explaining import explain

    with opened() as store:
        told = explain(store, operator(), finding)
    if as_json:
        answer(told, as_json)
    else:
        typer.echo("\n".join(told["sentences"]))


def recompute_command(
    as_of: AsOf, known_at: KnownAt = None, only: Only = None, engine: Engine = "duckdb", as_json: Json = False
) -> None:
    """按过去某日重算 Find what was to be found on a past day, by what was known then; current findings stay."""
    from hub.surveillance.recomputing import recompute

    with opened() as store:
        found = recompute(store, operator(), as_of.date(), _moment(known_at, store), only, engine)
    answer(found if as_json else [_line(one) for one in found], as_json, f"ohub recompute: {len(found)}")


def _moment(told: datetime | None, store: Store) -> datetime | None:
    """In the time of the province where no zone is told; a day without a time is meant to its end."""
    from hub.surveillance.recomputing import end_of

    if told is None or told.tzinfo:
        return told
    return end_of(told.date(), store) if told.time() == time() else told.replace(tzinfo=store.settings.zone)


def _line(found: dict[str, Any]) -> dict[str, Any]:
    recorded = found["recorded"]
    compared = "无记录" if recorded is None else "、".join(recorded["differs_in"]) or "相同"
    return {
        "规则 rule": f"{found['rule']} {found['evidence']['title_zh']}",
        "对象 subject": found["subject"],
        "起算 period": found["period"],
        "期限 due": found["due_on"] or "",
        "记录 records": ", ".join(f"{record} v{number}" for record, number in found["inputs"].items()),
        "与当时记录 recorded": compared,
    }
