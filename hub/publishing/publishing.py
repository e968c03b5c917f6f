"""Publishes a month: counted at one moment, protected with all that was ever published of its persons, and kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import text

from analytics.disclosure import Layout
from analytics.disclosure.layouts import Record, threshold_on
from hub.db import Store
from hub.errors import HubError
from hub.publishing import storing
from hub.publishing.counting import COLUMNS, DOCUMENTS, Frame, count_atoms
from hub.publishing.earlier import bearing
from hub.publishing.layouts import layouts, table_name
from hub.publishing.months import Month
from hub.publishing.protecting import SECONDS, Task, protect_within
from hub.security.actor import Actor

LOCK = 0x73746174  # "stat": one at a time publishes


class NotClosedError(HubError):
    """A month that may still change."""

    status = 409


@dataclass(frozen=True)
class Outcome:
    """What a month's publication shows. `fresh`: published by this call; `hidden` of its `cells` are not shown."""

    month: str
    fresh: bool
    tables: int
    withheld: int
    cells: int
    hidden: int


def publish_month(store: Store, actor: Actor, month: Month, seconds: float = SECONDS) -> Outcome:
    """Publish the tables of a closed month, once: what is published already is left as it is.

    Of two callers at once the second waits and finds it done. `seconds` bounds each attempt at protecting. Raises
    NotClosedError, and HubError where earlier tables and counts disagree.
    """
    with _alone(store, actor):
        with store.transaction(actor) as connection:
            fresh = not storing.is_kept(connection, month)
        if fresh:
            _refuse_open(store, actor, month)
            kept = _protected(store, actor, month, seconds)
            with store.transaction(actor) as connection:
                storing.keep(connection, str(actor), kept)
        return _outcome(store, actor, month, fresh)


def _protected(store: Store, actor: Actor, month: Month, seconds: float) -> storing.Kept:
    with store.transaction(actor, one_moment=True) as connection:
        atoms = count_atoms(connection, Frame(month, store.settings.zone, store.settings.province))
        earlier = storing.entries(connection)
        before = bearing(earlier, [layout for kind in DOCUMENTS for layout in layouts(month, kind)])
        months = {name for entry in before for name in entry["where"].get("month", ())} - {str(month)}
        known = pd.DataFrame(storing.atoms_of(connection, months), columns=[*COLUMNS])
    threshold = threshold_on(datetime.now(store.settings.zone).date())
    tables: dict[str, storing.Entry | None] = {}
    for kind in DOCUMENTS:
        laid_out = layouts(month, kind)
        mine = pd.concat([each for each in (known, atoms[atoms.kind == kind]) if len(each)] or [atoms[:0]])
        task = Task(mine.reset_index(drop=True), laid_out, threshold, bearing(before, laid_out))
        tables |= _named(laid_out, protect_within(task, seconds))
    return storing.Kept(month, threshold, tables, atoms.astype(object).where(atoms.notna(), None).to_dict("records"))


def _named(laid_out: Sequence[Layout], record: Record) -> dict[str, storing.Entry | None]:
    """Every table by its name, without an entry where it was given up."""
    shown: dict[str, dict[str, Any]] = {table_name(entry["name"], entry["by"]): entry for entry in record}
    names = [table_name(layout.name, by) for layout in laid_out for by in layout.by]
    return {name: shown.get(name) for name in names}


def _refuse_open(store: Store, actor: Actor, month: Month) -> None:
    """What becomes known before the month's end must all be in the store."""
    zone = store.settings.zone
    if datetime.now(zone) < month.end(zone):
        raise NotClosedError(
            f"{month} 尚未结束，不能公布；请在该月结束之后再公布。",
            f"{month} has not ended and cannot be published; publish it when it has.",
        )
    with store.transaction(actor) as connection:
        if storing.still_open(connection, month.end(zone)):
            raise NotClosedError(
                f"{month} 结束之前开始的导入尚未完成，暂不能公布；请稍后再试。",
                f"An import that began before the end of {month} is still running; try again later.",
            )


def _outcome(store: Store, actor: Actor, month: Month, fresh: bool) -> Outcome:
    with store.transaction(actor) as connection:
        names = text("select entry from published_table where month = :month")
        found = list(connection.execute(names, {"month": str(month)}).scalars())
    shown = [cell for entry in found if entry for cell in entry["cells"]]
    withheld = sum(entry is None for entry in found)
    hidden = sum(cell[-1] is None for cell in shown)
    return Outcome(str(month), fresh, len(found) - withheld, withheld, len(shown), hidden)


@contextmanager
def _alone(store: Store, actor: Actor) -> Iterator[None]:
    """Hold the lock of publishing, once whoever has it is done."""
    with store.transaction(actor) as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield
