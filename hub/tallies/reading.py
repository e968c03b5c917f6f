"""Reads the tallies behind the fence of the transaction: by month, by place, by group, and of findings."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, text

Places = Collection[str] | None  # division codes; None: all that the fence shows
KINDS = ("examination", "suspected", "contraindicated", "diagnosis", "worker", "known")

# Of no place counts only where nothing is asked of places.
WITHIN = "and (cast(:places as text[]) is null or division_code = any(:places))"
MONTHS = f"""
select kind, month, sum(count)::bigint from tallied
where by = '' and month between :first and :last and kind = any(:kinds) {WITHIN} group by 1, 2
"""
PLACES = f"""
select division_code, kind, sum(count)::bigint from tallied
where by = '' and month between :first and :last and kind = any(:kinds) {WITHIN} group by 1, 2
"""
GROUPS = f"""
select kind, value, sum(count)::bigint from tallied
where by = :by and month = :first and kind = any(:kinds) {WITHIN} group by 1, 2
"""
EMPLOYERS = """
select kind, value, sum(count)::bigint from tallied
where by = 'employer' and month = :first and kind = any(:kinds) and value = any(:employers) group by 1, 2
"""
FINDINGS = f"""
select kind, value, sum(count)::bigint from tallied where by = 'rule' {WITHIN} group by 1, 2
"""
CHANGED = f"""
select max(changed_at) from tallied where by = '' and month between :first and :last {WITHIN}
"""


def by_month(connection: Connection, first: date, last: date, places: Places = None) -> Counter[tuple[str, date]]:
    """Counts by kind and month; of `worker` and `known`, the months are years."""
    values = {"first": first, "last": last, "kinds": [*KINDS], "places": _listed(places)}
    return Counter({(kind, month): n for kind, month, n in connection.execute(text(MONTHS), values)})


def by_place(connection: Connection, year: int, places: Places = None) -> Counter[tuple[str, str]]:
    """Counts of a year by division code and kind."""
    values = {"first": date(year, 1, 1), "last": date(year, 12, 31), "kinds": [*KINDS], "places": _listed(places)}
    return Counter({(code, kind): n for code, kind, n in connection.execute(text(PLACES), values)})


def by_group(connection: Connection, by: str, year: int, places: Places = None) -> Counter[tuple[str, str]]:
    """Counts of a year by kind and hazard or industry; what has several hazards counts under each."""
    values = {"by": by, "first": date(year, 1, 1), "kinds": [*KINDS], "places": _listed(places)}
    return Counter({(kind, value): n for kind, value, n in connection.execute(text(GROUPS), values)})


def by_employer(connection: Connection, year: int, employers: Collection[int]) -> Counter[tuple[str, int]]:
    """Counts of a year by kind and employer."""
    values = {"first": date(year, 1, 1), "kinds": [*KINDS], "employers": [str(each) for each in employers]}
    return Counter({(kind, int(value)): n for kind, value, n in connection.execute(text(EMPLOYERS), values)})


def findings(connection: Connection, places: Places = None) -> Counter[tuple[str, str]]:
    """Open findings by analysis and rule."""
    rows = connection.execute(text(FINDINGS), {"places": _listed(places)})
    return Counter({(analysis, rule): n for analysis, rule, n in rows})


def changed_at(connection: Connection, year: int, places: Places = None) -> datetime | None:
    """When a count of the year last changed."""
    values = {"first": date(year, 1, 1), "last": date(year, 12, 31), "places": _listed(places)}
    found: datetime | None = connection.execute(text(CHANGED), values).scalar()
    return found


def _listed(places: Places) -> list[str] | None:
    return None if places is None else sorted(places)
