"""The commands of tallies: check them against a recount, count them anew."""

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.security.actor import operator


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    about = typer.Typer(no_args_is_help=True, help="计数 Tallies that the overview shows")
    about.command("check")(check_command)
    about.command("rebuild")(rebuild_command)
    app.add_typer(about, name="tallies")


def check_command(as_json: Json = False) -> None:
    """核对计数 Recount from the records and tell whether the tallies agree; status 1 when they do not."""
    from hub.tallies.checking import differences

    with opened() as store:
        found = differences(store, operator())
    shown = [{**each._asdict(), "month": f"{each.month:%Y-%m}"} for each in found]
    answer({"agrees": not found, "differences": shown}, as_json, "ohub tallies check")
    if found:
        raise typer.Exit(1)


def rebuild_command(as_json: Json = False) -> None:
    """重新计数 Count everything anew; imports and analyses wait meanwhile."""
    from hub.tallies.folding import rebuild

    with opened() as store:
        rebuild(store, operator())
    answer({"rebuilt": True}, as_json, "ohub tallies rebuild")
