"""The employers of a county or town, page by page, with what is counted of each this year."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from hub.pages.overview.places import Place
from hub.tallies.reading import by_employer

LISTED = """
select employer_id, name, division_code from employer
where division_code = any(:places) and employer_id > :after order by employer_id limit :limit
"""


@dataclass(frozen=True)
class Employers:
    """One page of them; `next` is the cursor of the one behind."""

    rows: list[dict[str, Any]]
    next: str | None
    first: bool


def employers(connection: Connection, place: Place, after: int, limit: int) -> list[dict[str, Any]]:
    """Employers of a place behind the one with the number `after`, each with its counts of the year by kind."""
    codes = sorted(place.codes or place.all_codes())
    rows = connection.execute(text(LISTED), {"places": codes, "after": after, "limit": limit}).mappings().all()
    counts = by_employer(connection, place.on.year, [row["employer_id"] for row in rows])
    kinds = ("examination", "suspected", "contraindicated", "diagnosis")
    return [{**row, "counts": {kind: counts[kind, row["employer_id"]] for kind in kinds}} for row in rows]
