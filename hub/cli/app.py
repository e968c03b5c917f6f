"""Puts the commands together and turns what goes wrong into exit codes: 2 wrong usage, 1 a failure in one sentence."""

import sys
from importlib import import_module

import typer

from hub.errors import HubError
from hub.logs import configure_logs

COMMANDS = (
    "store",
    "intake",
    "surveillance",
    "entitlements",
    "generate",
    "pull",
    "export",
    "keys",
    "worker",
    "audit",
    "demo",
    "serve",
    "receipt",
    "retention",
    "user",
    "statistics",
    "report",
    "tallies",
    "client",
    "agreement",
    "provider",
    "schedule",
    "explain",
    "simulate",
    "scan",
    "evaluate",
)


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="职业健康监测数据中枢 Occupational health surveillance data hub",
    )
    for name in COMMANDS:
        import_module(f"hub.cli.{name}").register(app)
    return app


def commands() -> set[str]:
    """The names of all commands."""
    app = build()
    names = [command.name for command in app.registered_commands] + [group.name for group in app.registered_groups]
    return {str(name) for name in names}


def main() -> None:
    """The console script."""
    configure_logs()
    try:
        build()()
    except HubError as refusal:
        typer.echo(f"ohub: {refusal.zh}\n      {refusal.en}", err=True)
        sys.exit(1)
