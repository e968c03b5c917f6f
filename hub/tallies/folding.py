"""Sums up what a transaction changed, as the last thing it does; and counts everything anew where that is asked for."""

from sqlalchemy import Connection, text

from hub.db import Store
from hub.security.actor import Actor


def fold(connection: Connection) -> None:
    """Sum up the notes of changes. Whoever folds meanwhile waits for the end of this transaction, so it comes last."""
    connection.execute(text("select tally_fold()"))


def rebuild(store: Store, actor: Actor) -> None:
    """Count everything anew; imports and analyses wait meanwhile."""
    with store.transaction(actor) as connection:
        connection.execute(text("select tally_rebuild()"))
