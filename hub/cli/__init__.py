"""The command line `ohub`: every command answers with a sentence or table, or with `--json` for machines."""

from hub.cli.app import main

__all__ = ["main"]
