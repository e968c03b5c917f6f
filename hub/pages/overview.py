"""The overview: what arrived, what is held, what was found, as far as whoever reads it may see."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from hub.door.callers import OfStore
from hub.door.locks import SignedIn
from hub.pages import queries
from hub.pages.rendering import render
from hub.pages.texts import language, say, titles
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OUTCOMES = ("accepted", "held", "rejected", "duplicates")
SHOWN = 12


@router.get("/")
def overview(request: Request, store: OfStore, who: SignedIn) -> HTMLResponse:
    lang = language(request)
    values: dict[str, Any] = {"sources": None, "gaps": None, "clusters": None}
    with store.transaction(who.actor) as connection:
        if who.may(Permission.BATCH_READ):
            values |= _arrivals(connection, lang)
        if who.may(Permission.FINDING_READ):
            values |= _findings(connection, all_analyses=who.may(Permission.ANALYSIS_READ))
    charts = {"arrived": values["sources"] and _arrived(values["sources"], lang),
              "clusters": values["clusters"] and clusters_chart(values["clusters"])}  # fmt: skip
    return render(request, "overview.html", charts=charts, **values)


def _arrivals(connection: Connection, lang: str) -> dict[str, Any]:
    sources = queries.rows(connection, queries.BY_SOURCE)
    totals = {name: sum(row[name] for row in sources) for name in ("received", *OUTCOMES)}
    return {"sources": sources, "totals": totals, "held": queries.held(connection, lang)}


def _findings(connection: Connection, *, all_analyses: bool) -> dict[str, Any]:
    last_run = queries.rows(connection, queries.LAST_RUN)[0]["max"]
    found = {"last_run": last_run, "gaps": queries.rows(connection, queries.GAPS)}
    return found | ({"clusters": queries.clusters(connection, SHOWN)} if all_analyses else {})


def _arrived(sources: Any, lang: str) -> dict[str, Any]:
    """Bars of rows by source, stacked by outcome."""
    return {
        "kind": "stack",
        "names": [titles(lang).get(row["source"], row["source"]) for row in sources],
        "series": [{"key": o, "name": say(lang, o), "values": [row[o] for row in sources]} for o in OUTCOMES],
    }


def clusters_chart(clusters: list[dict[str, Any]]) -> dict[str, Any]:
    """Ratios with their intervals."""
    return {
        "kind": "ratio",
        "names": [
            f"{each['employer'] or len(each['evidence'].get('employers', ()))} · {each['hazard']}" for each in clusters
        ],
        "values": [[each["evidence"][key] for key in ("ratio", "low", "high")] for each in clusters],
    }
