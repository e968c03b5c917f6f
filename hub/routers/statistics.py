"""Published statistics, which everybody who signs in may read: what there is, and each table as JSON or CSV."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response

from hub.door.callers import OfStore
from hub.door.lists import AfterCursor, Limit, from_cursor, to_cursor
from hub.door.locks import SignedIn
from hub.publishing.reading import publications, table, table_csv

router = APIRouter(prefix="/api/v1/statistics", tags=["statistics"])
CSV = "text/csv"
MonthText = Annotated[str, Path(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="YYYY-MM")]
TableName = Annotated[str, Path(pattern="^[a-z-]{1,80}$")]


@router.get("")
def list_statistics(store: OfStore, who: SignedIn, cursor: AfterCursor = None, limit: Limit = 50) -> dict[str, Any]:
    """The published months, newest first, each with its tables."""
    place = from_cursor(cursor, 1)
    before = f"{place[0] // 100}-{place[0] % 100:02}" if place else None
    with store.transaction(who.actor) as connection:
        found = publications(connection, before, limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    return {"items": shown, "next": to_cursor(int(shown[-1]["month"].replace("-", ""))) if more else None}


@router.get("/{month}/{name}", responses={200: {"content": {CSV: {}}}}, response_model=None)
def one_table(
    store: OfStore,
    who: SignedIn,
    month: MonthText,
    name: TableName,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
    accept: Annotated[str, Header()] = "",
) -> dict[str, Any] | Response:
    """The cells of one table. A hidden count is null; a group that is not listed has nobody."""
    with store.transaction(who.actor) as connection:
        found = table(connection, month, name)
    if form == "csv" or (form is None and CSV in accept):
        headers = {"Content-Disposition": f'attachment; filename="{month}-{name}.csv"', "Vary": "Accept"}
        return Response(table_csv(found), media_type=f"{CSV}; charset=utf-8", headers=headers)
    return found
