"""Commands about the store itself: migrate."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from hub.cli.output import Json, answer
from hub.config import settings
from hub.db import Store
from hub.migrations import migrate


@contextmanager
def opened(*, ready: bool = True) -> Iterator[Store]:
    """The store of this machine's settings, with its tables up to date unless `ready` is false."""
    store = Store(settings())
    try:
        if ready:
            migrate(store)
        yield store
    finally:
        store.close()


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("migrate")(migrate_command)


def migrate_command(as_json: Json = False) -> None:
    """建立或升级数据库 Create the tables of this version or bring them up to date."""
    with opened() as store:
        answer({"database": store.owner_url.database, "ready": True}, as_json, "ohub migrate")
