"""What is there for somebody who watches over no territory: their numbers, what is open with them, what they sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from hub.door.callers import Caller
from hub.intake.batches import batch_list
from hub.pages.overview.regulators import OVERDUE, Tile
from hub.security.permissions import Permission
from hub.tallies.reading import by_employer, findings

SENT = 5
OF_EMPLOYER = """
select analysis, count(*) from finding where employer_id = :employer and closed_on is null group by analysis
"""
PAGES = {"gaps": "/gaps", "compliance": "/compliance"}


@dataclass(frozen=True)
class Own:
    """`sent` are the last batches of the reader's own; None for who sends none."""

    tiles: list[Tile]
    sent: list[dict[str, Any]] | None


def own(connection: Connection, who: Caller, on: date) -> Own:
    """Reads it behind the fence of the transaction."""
    tiles: list[Tile] = []
    if who.may(Permission.FINDING_READ):
        tiles += [*_counted(connection, who, on), *_open(connection, who, on)]
    sent = [dict(row) for row in batch_list(connection, None, SENT)] if who.may(Permission.BATCH_READ) else None
    return Own(tiles, sent)


def _employer(who: Caller) -> int | None:
    """The reader's own employer, where they are one."""
    settings = who.actor.scope.settings if who.actor.scope else {}
    return int(settings["employer"]) if settings.get("employer") else None


def _counted(connection: Connection, who: Caller, on: date) -> list[Tile]:
    if (employer := _employer(who)) is None:
        return []
    counts = by_employer(connection, on.year, [employer])
    return [
        Tile(kind, counts[kind, employer], f"/employers/{employer}")
        for kind in ("examination", "suspected", "contraindicated", "diagnosis")
    ]


def _open(connection: Connection, who: Caller, on: date) -> list[Tile]:
    """Findings of the employer, or of the territory of the insurance; tasks that are late, of who has any."""
    sums = Counter[str]()
    if (employer := _employer(who)) is not None:
        for analysis, count in connection.execute(text(OF_EMPLOYER), {"employer": employer}):
            sums[analysis] += count
    else:
        for (analysis, _), count in findings(connection).items():
            sums[analysis] += count
    shown = [Tile(key, sums[key], href) for key, href in PAGES.items() if key == "gaps" or employer is not None]
    if not who.may(Permission.FINDING_ACT):
        return shown
    overdue = connection.execute(text(OVERDUE), {"today": on, "places": None}).scalar_one()
    return [*shown, Tile("overdue", overdue, "/worklist?tab=late")]
