"""How long records are kept, and what is past its time: shown, never acted upon.

What counts as past, held or live is said once, by `retention_standing` in the database (migration 0009).
"""

import math
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import text

from analytics.parameters import parameter
from hub.db import Store
from hub.security.actor import Actor
from schemas.records import RECORDS

COUNT = """
with standing as (
    select document, count(*) filter (where past) as past, count(*) filter (where past and held) as held,
        count(*) filter (where past and live and not held) as live
    from retention_standing(:day, cast(:rules as jsonb), null) group by document
), every as (select document, count(*) as records from record group by document)
select document, records, coalesce(past, 0), coalesce(held, 0), coalesce(live, 0)
from every left join standing using (document)
"""


@dataclass(frozen=True)
class Rule:
    """For how many years a document is kept, for ever where `years` is None; by which clause, and was it checked?"""

    document: str
    years: int | None
    clause: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Standing:
    """Records of a document: how many, how many past their time, and of those: kept by a hold, kept because something
    about the person is open (`live`), and to be taken (`due`). past = held + live + due."""

    rule: Rule
    records: int = 0
    past: int = 0
    held: int = 0
    live: int = 0

    @property
    def due(self) -> int:
        return self.past - self.held - self.live


def rules(on: date) -> list[Rule]:
    """The rule of every document in force on `on`; where the law says nothing for that day, it is kept for ever."""
    return [_rule(document, on) for document in sorted(RECORDS)]


def years_kept(on: date) -> str:
    """The rules as the database is told them: JSON {document: years}, without what is kept for ever."""
    return orjson.dumps({rule.document: rule.years for rule in rules(on) if rule.years is not None}).decode()


def standing(store: Store, actor: Actor, as_of: date) -> list[Standing]:
    """What stands under the rules of `as_of`, for every document. Changes nothing."""
    chosen = {rule.document: Standing(rule) for rule in rules(as_of)}
    with store.transaction(actor, one_moment=True) as connection:
        for document, *counts in connection.execute(text(COUNT), {"day": as_of, "rules": years_kept(as_of)}):
            chosen[document] = Standing(chosen[document].rule, *counts)
    return list(chosen.values())


def _rule(document: str, on: date) -> Rule:
    found = parameter(f"retention/{document}")
    try:
        value = found.on(on)
    except LookupError:
        return Rule(document, None, found.clause, "该日尚无规定，故不清除", verified=False)
    years = None if math.isinf(value.value) else int(value.value)
    return Rule(document, years, found.clause, value.source, value.verified)
