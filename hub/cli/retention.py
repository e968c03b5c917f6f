"""The commands of retention: show what is past its time, take it away as it was shown, hold it back."""

from datetime import date, datetime
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.errors import HubError
from hub.security.actor import operator

Day = typer.Option(formats=["%Y-%m-%d"], help="按哪一天计算 as of which day; today when not given")
AsOf = Annotated[datetime | None, Day]
AsOfRequired = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="查看时的日期 the day that was shown")]
Expect = Annotated[int, typer.Option(min=0, help="查看时的可清除总数 the number due that was shown")]
Worker = Annotated[int | None, typer.Option(help="劳动者编号 our number of a worker")]
Employer = Annotated[str | None, typer.Option(help="统一社会信用代码 credit code of an employer")]
Reason = Annotated[str, typer.Option(help="理由，如案号；不含姓名、号码 why, such as a file number; nobody's name")]
Until = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="最后一日 its last day; open when not given")
]
HoldId = Annotated[int, typer.Argument(help="编号 number of the hold")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    about = typer.Typer(help="保存期限 How long records are kept; shows what is past its time and changes nothing")
    about.callback(invoke_without_command=True)(show_command)
    about.command("apply")(apply_command)
    about.command("hold")(hold_command)
    about.command("holds")(holds_command)
    about.command("release")(release_command)
    app.add_typer(about, name="retention")


def show_command(context: typer.Context, as_of: AsOf = None, as_json: Json = False) -> None:
    """保存期限 What is past its time, for every document, and what is kept nevertheless; changes nothing."""
    if context.invoked_subcommand is not None:
        return
    from hub.keeping.retention import standing

    with opened() as store:
        day = as_of.date() if as_of else datetime.now(store.settings.zone).date()
        rows = [_row(one) for one in standing(store, operator(), day)]
    due = sum(row["due"] for row in rows)
    if as_json:
        answer({"as_of": day, "due": due, "documents": rows}, as_json)
    else:
        answer(rows, as_json, f"ohub retention · {day} · 可清除 due {due}")


def apply_command(as_of: AsOfRequired, expect: Expect, as_json: Json = False) -> None:
    """清除到期记录 Take away what is due, if as many as were shown; again to go on after a break."""
    from hub.keeping.taking import apply

    with opened() as store, progress("ohub retention apply", expect) as bar:
        done = apply(store, operator(), as_of.date(), expect, lambda n: bar.update(bar.task_ids[0], completed=n))
    answer(vars(done), as_json, "ohub retention apply")


def hold_command(
    reason: Reason,
    worker: Worker = None,
    employer: Employer = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """设保留令 Keep all records of a worker or an employer, whatever their age."""
    from hub.keeping.holds import hold_employer, hold_worker

    last: date | None = until.date() if until else None
    with opened() as store:
        if worker is not None and employer is None:
            hold_id = hold_worker(store, operator(), worker, reason, last)
        elif employer is not None and worker is None:
            hold_id = hold_employer(store, operator(), employer, reason, last)
        else:
            raise HubError("请用 --worker 或 --employer 指定其中一个。", "Name one of --worker and --employer.")
    answer({"hold": hold_id}, as_json, "ohub retention hold")


def holds_command(as_json: Json = False) -> None:
    """保留令一览 All holds there ever were, with their reasons."""
    from hub.keeping.holds import holds

    with opened() as store:
        rows = [vars(hold) for hold in holds(store, operator())]
    answer(rows, as_json, "ohub retention holds")


def release_command(hold: HoldId, reason: Reason, as_json: Json = False) -> None:
    """解除保留令 End a hold for good."""
    from hub.keeping.holds import release_hold

    with opened() as store:
        release_hold(store, operator(), hold, reason)
    answer({"released": hold}, as_json, "ohub retention release")


def _row(one: Any) -> dict[str, Any]:
    """A line of what is shown; years that never end are left empty."""
    counts = {"records": one.records, "past": one.past, "held": one.held, "live": one.live, "due": one.due}
    rule = one.rule
    return {"document": rule.document, "years": rule.years, **counts, "clause": rule.clause, "verified": rule.verified}
