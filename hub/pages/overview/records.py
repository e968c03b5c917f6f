"""The people behind a number of the overview: the records it counts, latest first, under pseudonyms; each look is in
the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection, text

from hub.door.callers import Caller, OfStore
from hub.door.lists import from_cursor, page
from hub.door.locks import needs
from hub.pages import exporting
from hub.pages.overview.first import Division
from hub.pages.overview.places import Place, place_of
from hub.pages.queries import place_name
from hub.pages.rendering import render
from hub.pages.texts import language, say
from hub.papers.spreadsheet import Column
from hub.people.purposes import DEFAULTS
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role
from schemas.codes import codelist

router = APIRouter(include_in_schema=False)
OfRecords = Annotated[Caller, needs(Permission.RECORD_READ)]
Kind = Annotated[Literal["examination", "suspected", "contraindicated", "diagnosis"], Query()]
PAGE = 50
KEYS = ("event_day", "record_id")
LAST = (10**7, 0)
CONCLUDED = {"suspected": "02", "contraindicated": "03"}
LISTED = """
select v.record_id, v.event_on, v.event_on - date '1970-01-01' as event_day, v.worker_id, v.division_code,
    e.employer_id, e.name as employer, v.body -> 'hazards' as hazards, v.body ->> 'disease' as disease
from record_version v left join employer e using (employer_id)
where v.document = :document and v.known_to = 'infinity' and v.event_on between :first and :today
    and (cast(:places as text[]) is null or v.division_code = any(:places))
    and (cast(:concluded as text) is null or v.body -> 'conclusions' @> jsonb_build_array(
        jsonb_build_object('conclusion', cast(:concluded as text))))
    and (v.event_on, v.record_id) < (date '1970-01-01' + cast(:event_day as int), :record_id)
order by v.event_on desc, v.record_id desc limit :limit
"""


@dataclass(frozen=True)
class RecordsPage:
    """One page of the records of a kind at a place this year."""

    place: Place
    kind: str
    rows: list[dict[str, Any]]
    next: str | None
    first: bool


@router.get("/overview/records")
def records(
    request: Request,
    store: OfStore,
    who: OfRecords,
    kind: Kind,
    part: Annotated[exporting.Part, Depends()],
    division: Division = "",
) -> Response:
    today = datetime.now(store.settings.zone).date()
    place = place_of(who, division, store.settings.province, today)
    if part.form:
        return exporting.send(request, store, who, part.form, _as_list(place, kind, language(request)))
    after = from_cursor(part.cursor, 2)
    with store.transaction(who.actor) as connection:
        shown = page(_listed(connection, after, PAGE + 1, place=place, kind=kind), PAGE, *KEYS)
        _note(connection, store, who, shown["items"])
    return render(
        request,
        "overview/records.html",
        page=RecordsPage(place, kind, shown["items"], shown["next"], first=after is None),
    )


def _as_list(place: Place, kind: str, lang: str) -> exporting.List:
    """The same as a file; people are their numbers, as on the page."""
    columns = [
        Column(say(lang, "overview_day"), "event_on"),
        Column(say(lang, "employer"), "employer"),
        Column(say(lang, "overview_place"), "place"),
        Column(say(lang, "hazard"), lambda row: "、".join(row["hazards"])),
        *([Column(say(lang, "overview_disease"), "disease")] if kind == "diagnosis" else []),
        Column(say(lang, "overview_worker"), "worker_id"),
    ]
    title = f"{place.name} · {say(lang, f'overview_column_{kind}')}"
    return exporting.List(f"records-{kind}", title, columns, partial(_listed, place=place, kind=kind), KEYS)


def _listed(
    connection: Connection, after: Sequence[int] | None, limit: int, *, place: Place, kind: str
) -> list[dict[str, Any]]:
    event_day, record_id = after or LAST
    values = {
        "document": "diagnosis" if kind == "diagnosis" else "examination",
        "first": date(place.on.year, 1, 1), "today": place.on, "concluded": CONCLUDED.get(kind),
        "places": None if place.codes is None else sorted(place.codes),
        "event_day": event_day, "record_id": record_id, "limit": limit,
    }  # fmt: skip
    hazards, diseases = codelist("hazard"), codelist("disease")
    return [
        {**row, "place": place_name(row["division_code"]),
         "hazards": [found.name for code in row["hazards"] or () if (found := hazards.get(code))],
         "disease": found.name if (found := diseases.get(row["disease"] or "")) else ""}
        for row in connection.execute(text(LISTED), values).mappings()
    ]  # fmt: skip


def _note(connection: Connection, store: OfStore, who: Caller, items: list[dict[str, Any]]) -> None:
    workers = sorted({row["worker_id"] for row in items if row["worker_id"]})
    if items:
        purpose = DEFAULTS.get(who.role, DEFAULTS[Role.CASE_REGULATOR])
        access = Access(Verb.READ, purpose, workers, [row["record_id"] for row in items], who.address)
        record_access(connection, store.keys, who.actor, access)
