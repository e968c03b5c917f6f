"""Published statistics as they are read: which there are, and the cells of one table with names and rates."""

from collections.abc import Sequence
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import Connection, text

from analytics.disclosure import rates
from hub.errors import NotFoundError
from hub.publishing.counting import SEVERAL
from hub.publishing.layouts import RATES, table_name
from hub.publishing.places import OTHER, UNKNOWN
from hub.publishing.spreadsheet import as_csv
from schemas.codes import codelist

PER = 1000  # rates are per thousand examined
LISTS = {"city": "division", "county": "division", "hazard_group": "hazard"}  # the others are named as their column
NAMES = {SEVERAL: "多种", OTHER: "外省", UNKNOWN: "不详"}
LIST = """
select p.month, p.published_at, p.threshold,
    jsonb_agg(jsonb_build_object('table', t.name, 'withheld', t.entry is null) order by t.place) as tables
from publication p join published_table t using (month)
where cast(:before as text) is null or p.month < :before
group by p.month order by p.month desc limit :limit
"""
TABLE = """
select p.month, t.name as table, p.threshold, p.published_at, t.entry
from publication p join published_table t using (month) where p.month = :month and t.name = :name
"""


def publications(connection: Connection, before: str | None, limit: int) -> Sequence[dict[str, Any]]:
    """At most `limit` months, newest first, from before the month `before`: month, published_at, threshold, tables."""
    return [dict(row) for row in connection.execute(text(LIST), {"before": before, "limit": limit}).mappings()]


def table(connection: Connection, month: str, name: str) -> dict[str, Any]:
    """One table: month, table, threshold, published_at, withheld, by, cells.

    A cell has groups (column -> code), names (column -> Chinese name), count (None if hidden), hidden, and where a part
    of those examined is counted rate_per_1000 (None if not shown). A group that is not listed has nobody. Raises
    NotFoundError.
    """
    found = _kept(connection, month, name)
    if found is None:
        raise NotFoundError(
            "没有这张统计表；GET /api/v1/statistics 列出已公布的各月和各表。",
            "There is no such table; GET /api/v1/statistics lists the months and tables that are published.",
        )
    entry = found.pop("entry")
    head = found | {"withheld": entry is None}
    if entry is None:
        return head | {"by": [], "cells": []}
    cells = _cells(entry)
    if denominator := RATES.get(entry["name"]):
        whole = _kept(connection, month, table_name(denominator, entry["by"]))
        _rate(cells, entry, whole["entry"] if whole else None)
    return head | {"by": entry["by"], "cells": cells}


def table_csv(found: dict[str, Any]) -> bytes:
    """A table of `table` as CSV: group codes and names, then count, hidden and, where there is one, the rate."""
    rated = any("rate_per_1000" in cell for cell in found["cells"])
    header = [text_ for column in found["by"] for text_ in (column, f"{column}_name")] + ["count", "hidden"]
    rows = [
        [
            *(text_ for column in found["by"] for text_ in (cell["groups"][column], cell["names"][column])),
            *(cell["count"], cell["hidden"], *([cell["rate_per_1000"]] if rated else [])),
        ]
        for cell in found["cells"]
    ]
    return as_csv([*header, *(["rate_per_1000"] if rated else [])], rows)


def _kept(connection: Connection, month: str, name: str) -> dict[str, Any] | None:
    row = connection.execute(text(TABLE), {"month": month, "name": name}).mappings().first()
    return dict(row) if row else None


def _cells(entry: dict[str, Any]) -> list[dict[str, Any]]:
    by = entry["by"]
    listed = entry["cells"] or ([] if by else [[0]])  # a total of nobody
    return [
        {
            "groups": dict(zip(by, key, strict=True)),
            "names": {column: _name(column, code) for column, code in zip(by, key, strict=True)},
            "count": count,
            "hidden": count is None,
        }
        for *key, count in listed
    ]


def _rate(cells: list[dict[str, Any]], entry: dict[str, Any], whole: dict[str, Any] | None) -> None:
    """Give each cell its rate."""
    frame = pd.concat([_frame(each) for each in (entry, whole) if each])
    found = rates(frame, entry["name"], RATES[entry["name"]], PER)
    told = {tuple(key): rate for *key, rate in found[[*entry["by"], "rate"]].itertuples(index=False, name=None)}
    for cell in cells:
        rate = told.get(tuple(cell["groups"].values()))
        cell["rate_per_1000"] = None if rate is None or pd.isna(rate) else round(float(rate), 2)


def _frame(entry: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(entry["cells"], columns=[*entry["by"], "count"]).astype({"count": "Int64"})
    return frame.assign(table=entry["name"])


def _name(column: str, code: str) -> str:
    """The name of a code in Chinese; the code itself where the list does not know it."""
    known = codelist(LISTS.get(column, column)).get(code)
    return NAMES.get(code) or (known.name if known else code)
