"""The commands of statistics: publish a closed month, list what is published."""

from dataclasses import asdict
from typing import Annotated

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.security.actor import operator

MonthText = Annotated[str, typer.Argument(metavar="MONTH", help="月份 a closed month, like 2026-10")]
ALL = 10_000  # months: more than eight hundred years


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    about = typer.Typer(no_args_is_help=True, help="统计公布 Published statistics")
    about.command("publish")(publish_command)
    about.command("list")(list_command)
    app.add_typer(about, name="statistics")


def publish_command(month: MonthText, as_json: Json = False) -> None:
    """公布一个月 Publish the statistics of a closed month; it cannot be taken back, and is done once only."""
    from hub.publishing.months import read_month
    from hub.publishing.publishing import publish_month

    wanted = read_month(month)
    with opened() as store:
        outcome = publish_month(store, operator(), wanted)
    answer(asdict(outcome), as_json, "ohub statistics publish")


def list_command(as_json: Json = False) -> None:
    """列出已公布的月份 List the months that are published."""
    from hub.publishing.reading import publications

    with opened() as store, store.transaction(operator()) as connection:
        found = publications(connection, None, ALL)
    if as_json:
        answer(found, as_json)
        return
    lines = [
        {
            "月份 month": row["month"],
            "公布 published": f"{row['published_at']:%Y-%m-%d}",
            "表 tables": sum(not each["withheld"] for each in row["tables"]),
            "不公布 withheld": sum(each["withheld"] for each in row["tables"]),
        }
        for row in found
    ]
    answer(lines, as_json, "ohub statistics list")
