"""The list of signals: the most surprising first, by what was chosen, page by page."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, to_cursor
from hub.door.locks import needs
from hub.pages import exporting, queries
from hub.pages.listed import cluster_columns
from hub.pages.rendering import render
from hub.pages.signals import words
from hub.pages.signals.artefacts import count_of_artefacts
from hub.pages.signals.signal import FIELDS, Signal
from hub.pages.texts import language, say
from hub.security.permissions import Permission
from hub.surveillance.bases import CLUSTER
from hub.work.transitions import State as TaskState

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
PAGE, DRAWN = 30, 15
KEYS = ("bits", "finding_id")
State = Literal["", "new", "growing", "stable", "fading", "closed"]
STATES: tuple[State, ...] = ("new", "growing", "stable", "fading", "closed")
# Names of people and records stay out of a list: they are many, and not shown there.
LIST = f"""
select {FIELDS}, f.evidence - '{{workers,records,beside}}'::text[] as told
from finding f left join employer e using (employer_id) left join task t using (finding_id)
where f.rule = '{CLUSTER}' and (f.closed_on is not null) = (:state = 'closed')
    and (:state in ('', 'closed') or f.evidence ->> 'state' = :state)
    and (:layer = '' or f.evidence -> 'layers' ? :layer)
    and (:hazard = '' or f.evidence ->> 'hazard' = :hazard)
    and (:task = '' or t.state = :task)
    and (:within = '' or starts_with(coalesce(f.division_code, e.division_code), :within) or exists (
        select from employer m
        where starts_with(m.division_code, :within) and f.evidence -> 'employers' @> to_jsonb(m.employer_id)))
    and ((f.evidence ->> 'p')::float, f.finding_id) > (:p, :after)
order by (f.evidence ->> 'p')::float, f.finding_id limit :limit
"""
FACETS = f"""
select distinct f.evidence ->> 'hazard' as hazard, coalesce(f.division_code, e.division_code) as division_code,
    f.seen_on
from finding f left join employer e using (employer_id) where f.rule = '{CLUSTER}' and f.closed_on is null
"""


class Chosen(NamedTuple):
    """What of the signals is asked for; blank: all that stand."""

    state: State = ""
    layer: Annotated[str, Query(max_length=20)] = ""
    hazard: Annotated[str, Query(max_length=20)] = ""
    division: Annotated[str, Query(pattern="^([0-9]{6,12})?$")] = ""
    task: Annotated[str, Query(max_length=20)] = ""


@dataclass(frozen=True)
class SignalsPage:
    """`hazards` and `divisions` are what can be chosen of the signals that stand, name by code; `night` the last one
    that saw any of them; `artefacts` how much there is that is no cluster."""

    signals: list[Signal]
    chosen: Chosen
    hazards: dict[str, str]
    divisions: dict[str, str]
    night: date | None
    artefacts: int
    next: str | None
    first: bool

    @property
    def is_chosen(self) -> bool:
        return any(self.chosen)


@router.get("/clusters")
def signals(
    request: Request,
    store: OfStore,
    who: OfAnalyses,
    chosen: Annotated[Chosen, Depends()],
    cursor: AfterCursor = None,
    form: exporting.As = None,
) -> Response:
    lang, place = language(request), from_cursor(cursor, 2)
    if form:
        return exporting.send(request, store, who, form, _file(chosen, lang))
    with store.transaction(who.actor) as connection:
        found = _list(connection, chosen, place, PAGE + 1)
        facets = queries.rows(connection, FACETS)
        artefacts = count_of_artefacts(connection)
    shown = [Signal(**row, lang=lang) for row in found[:PAGE]]
    after = to_cursor(_bits(shown[-1].told["p"]), shown[-1].finding_id) if len(found) > PAGE else None
    page = SignalsPage(shown, chosen, *_choices(facets), artefacts, after, place is None)
    return render(request, "signals/list.html", page=page, states=STATES, layers=words.LAYERS,
                  task_states=list(TaskState), charts={"clusters": chart(shown[:DRAWN])})  # fmt: skip


def _list(connection: Connection, chosen: Chosen, place: Sequence[int] | None, limit: int) -> Sequence[RowMapping]:
    """Those behind a place, which is the chance (`_bits`) and the number of a signal."""
    p, after = (_chance(place[0]), place[1]) if place else (-1.0, 0)
    values = chosen._asdict() | {"within": _prefix(chosen.division), "p": p, "after": after}
    return queries.rows(connection, LIST, **values, limit=limit)


def _file(chosen: Chosen, lang: str) -> exporting.List:
    """The same list to be carried away."""

    def fetch(connection: Connection, place: Sequence[int] | None, limit: int) -> list[dict[str, Any]]:
        return [_line(Signal(**row, lang=lang)) for row in _list(connection, chosen, place, limit)]

    filters = {say(lang, f"signals_filter_{name}"): value for name, value in chosen._asdict().items()}
    return exporting.List(
        "clusters", say(lang, "nav_clusters"), cluster_columns(lang), fetch, KEYS, filters, of_persons=False
    )


def _line(one: Signal) -> dict[str, Any]:
    named = {"employer": one.where, "place": one.place, "hazard": one.hazard, "raised_on": one.raised_on}
    return named | {"evidence": one.told, "bits": _bits(one.told["p"]), "finding_id": one.finding_id}


def _bits(chance: float) -> int:
    """A chance as a whole number, for a cursor: no digit of it may be lost."""
    return int(struct.unpack(">q", struct.pack(">d", chance))[0])


def _chance(bits: int) -> float:
    """The chance of a cursor."""
    return float(struct.unpack(">d", struct.pack(">q", bits % 2**63))[0])


def _prefix(division: str) -> str:
    """What all codes within a division begin with: 37, 3701 or 370102."""
    return division[:2] if division[2:] == "0000" else division[:4] if division[4:] == "00" else division


def _choices(facets: Sequence[RowMapping]) -> tuple[dict[str, str], dict[str, str], date | None]:
    """Hazards, then cities each before its counties, then the latest night."""
    hazards = {row["hazard"]: words.named("hazard", row["hazard"]) for row in facets if row["hazard"]}
    counties = {row["division_code"][:6] for row in facets if row["division_code"]}
    places = {code: words.place(code) for code in sorted(counties | {f"{code[:4]}00" for code in counties})}
    named = dict(sorted(hazards.items(), key=lambda each: each[1]))
    night = max((row["seen_on"] for row in facets), default=None)
    return named, {code: name for code, name in places.items() if name}, night


def chart(signals: Sequence[Signal]) -> dict[str, Any]:
    """Ratios with their intervals; of nothing expected there is none."""
    drawn = [one for one in signals if one.told["ratio"] is not None]
    return {
        "kind": "ratio",
        "names": [one.title for one in drawn],
        "values": [[one.told[key] for key in ("ratio", "low", "high")] for one in drawn],
    }
