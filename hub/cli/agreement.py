"""The commands about data-sharing agreements: add, list, end."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.security.actor import operator

DAYS = ["%Y-%m-%d"]
OfClient = Annotated[str, typer.Argument(metavar="CLIENT", help="客户端编号 id of the client")]
Number = Annotated[str, typer.Option(help="协议编号 number of the paper")]
Title = Annotated[str, typer.Option(help="协议标题 title of the paper; its number when not given")]
Views = Annotated[list[str], typer.Option("--view", help="数据视图，可重复 view, may be repeated")]
Territory = Annotated[str | None, typer.Option(help="辖区 division code; the client's own division when not given")]
Purpose = Annotated[str, typer.Option(help="目的，一行 for what, in one line")]
Basis = Annotated[str, typer.Option(help="法律依据，一行 on which legal basis, in one line")]
From = Annotated[datetime, typer.Option("--from", formats=DAYS, help="起日 first day")]
Until = Annotated[datetime, typer.Option("--until", formats=DAYS, help="止日 last day")]
Signed = Annotated[
    datetime | None, typer.Option("--signed", formats=DAYS, help="签订日期，默认今天 signed on, else today")
]
Ended = Annotated[str, typer.Argument(metavar="NUMBER", help="协议编号 number of the paper")]
OnlyOf = Annotated[str | None, typer.Option("--client", help="只列出该客户端的 only of this client")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    agreements = typer.Typer(no_args_is_help=True, help="数据共享协议 What systems may pull, on which paper")
    agreements.command("add")(add_command)
    agreements.command("list")(list_command)
    agreements.command("end")(end_command)
    app.add_typer(agreements, name="agreement")


def add_command(  # noqa: PLR0913, PLR0917  (the paper says all of it)
    client: OfClient,
    number: Number,
    view: Views,
    purpose: Purpose,
    basis: Basis,
    valid_from: From,
    valid_until: Until,
    title: Title = "",
    territory: Territory = None,
    signed: Signed = None,
    as_json: Json = False,
) -> None:
    """新增协议 Add an agreement. It cannot be changed: end it and add another."""
    from hub.pull.views import view_named
    from hub.security.clients.agreeing import NewAgreement, add_agreement

    views = [view_named(name).name for name in view]
    with opened() as store:
        today = datetime.now(store.settings.zone).date()
        said = (number, title or number, client, views, purpose, basis, territory)
        new = NewAgreement(*said, _day(signed) or today, valid_from.date(), valid_until.date())
        with store.transaction(operator()) as connection:
            made = add_agreement(connection, store.keys, operator(), new, datetime.now(UTC), today)
    answer(made._asdict(), as_json, "ohub agreement add")


def list_command(client: OnlyOf = None, as_json: Json = False) -> None:
    """列出协议 List the agreements, ended ones too."""
    from hub.security.clients.agreements import all_agreements
    from hub.security.clients.clients import named_client

    with opened() as store, store.transaction(operator()) as connection:
        if client:
            named_client(connection, client)
        found = [agreement._asdict() for agreement in all_agreements(connection, client)]
    answer(found, as_json, f"ohub agreement list: {len(found)}")


def end_command(number: Ended, as_json: Json = False) -> None:
    """终止协议 End an agreement, from now on."""
    from hub.security.clients.agreeing import end_agreement

    with opened() as store, store.transaction(operator()) as connection:
        ended = end_agreement(connection, store.keys, operator(), number, datetime.now(UTC))
    answer(ended._asdict(), as_json, "ohub agreement end")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
