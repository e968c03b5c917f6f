"""Puts the commands together and turns what goes wrong into exit codes: 2 wrong usage, 1 a failure in one sentence."""

import sys
from importlib import import_module

import typer

from hub.errors import HubError
from hub.logs import configure_logs

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
COMMANDS = ("store", "intake")


def main() -> None:
    """The console script."""
    configure_logs()
    for name in COMMANDS:
        import_module(f"hub.cli.{name}").register(app)
    try:
        app()
    except HubError as refusal:
        typer.echo(f"ohub: {refusal.zh}\n      {refusal.en}", err=True)
        sys.exit(1)
