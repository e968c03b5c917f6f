"""The overview: what arrived, what is held, what was found."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.door import VISITOR, OfStore
from hub.pages import queries
from hub.pages.rendering import render
from hub.pages.texts import language, say, titles

router = APIRouter(include_in_schema=False)
OUTCOMES = ("accepted", "held", "rejected", "duplicates")
SHOWN = 12


@router.get("/")
def overview(request: Request, store: OfStore) -> HTMLResponse:
    lang = language(request)
    with store.transaction(VISITOR) as connection:
        sources = queries.rows(connection, queries.BY_SOURCE)
        last_run = queries.rows(connection, queries.LAST_RUN)[0]["max"]
        values: dict[str, Any] = {
            "sources": sources,
            "totals": {name: sum(row[name] for row in sources) for name in ("received", *OUTCOMES)},
            "held": queries.held(connection, lang),
            "gaps": queries.rows(connection, queries.GAPS),
            "clusters": queries.clusters(connection, SHOWN),
            "last_run": last_run,
        }
    charts = {"arrived": _arrived(sources, lang), "clusters": clusters_chart(values["clusters"])}
    return render(request, "overview.html", charts=charts, **values)


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
        "names": [f"{each['employer']} · {each['hazard']}" for each in clusters],
        "values": [[each["evidence"][key] for key in ("ratio", "low", "high")] for each in clusters],
    }
