"""What tallies are worth and what they cost: the overview's numbers from them against the same from the records, and an
import that keeps them against one that does not."""

import os
from collections import Counter
from datetime import date
from typing import Any

import psycopg
from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import of_province
from hub.tallies.folding import fold
from hub.tallies.reading import KINDS, by_month
from schemas.codes import codelist
from tests.benchmarks.filling import fill
from tests.benchmarks.importing import BENCH, COUNT, Bench, bench, import_file
from tests.benchmarks.timing import pair

STORED = int(os.environ.get("OHUB_BENCH_TALLIED", "1000000"))
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)  # this year and the last one, of a store that ends in 2025
FROM_RECORDS = """
with standing as (
    select date_trunc('month', event_on)::date as month, extract(year from event_on)::int as year, document, body,
        division_code, coalesce(merged_into, worker_id) as person
    from record_version join worker using (worker_id)
    where known_to = 'infinity' and document in ('examination', 'diagnosis') and event_on between :since and :last
), said as (
    select month, document as kind from standing where month >= :first
    union all select month, 'suspected' from standing
        where document = 'examination' and month >= :first and body @? '$.conclusions[*] ? (@.conclusion == "02")'
    union all select month, 'contraindicated' from standing
        where document = 'examination' and month >= :first and body @? '$.conclusions[*] ? (@.conclusion == "03")'
)
select kind, month, count(*) from said group by 1, 2
union all
select 'worker', make_date(year, 1, 1), count(distinct (division_code, person)) from standing
where document = 'examination' and month >= :first group by year
union all
select 'known', make_date(year + later, 1, 1), count(distinct (division_code, person))
from standing cross join generate_series(0, 2) later
where document = 'examination' and year + later between :from_year and :to_year group by year + later
"""


def against_records() -> dict[str, Any]:
    """Wanted: at least 50."""
    with bench() as at:
        store = _full(at)
        behind = Actor("user", "bench", of_province())
        if _from_tallies(store, behind) != _from_records(store, behind):
            raise RuntimeError("the tallies do not say what the records say")
        result = pair(
            f"numbers of the overview among {STORED:,} examinations, from tallies",
            STORED,
            lambda _: _from_tallies(store, behind),
            "the same counted from the records",
            lambda _: _from_records(store, behind),
        )
        store.close()
        return result


def cost_of_a_batch() -> dict[str, Any]:
    """Wanted: at least 0.9, that is, at most a tenth of the time of an import."""
    with bench() as at:
        kept, bare = at.store("kept"), at.store("bare")
        _forget(bare)
        files = [at.file() for _ in range(6)]
        for store in (kept, bare):
            import_file(store, files[5])
        result = pair(
            "import that keeps tallies",
            COUNT,
            lambda turn: import_file(kept, files[turn]),
            "the same without them",
            lambda turn: import_file(bare, files[turn]),
        )
        kept.close()
        bare.close()
        return result


def _full(at: Bench) -> Store:
    store = at.store("tallies")
    counties = [row.code for row in codelist("division").rows if row.code[:2] == "37" and row.extra.get("level") == "3"]
    fill(store, STORED, lambda some: import_file(some, at.file(10)), counties)
    with store.transaction(BENCH) as connection:
        fold(connection)
    return store


def _forget(store: Store) -> None:
    """Take the triggers away, so that nothing is noted."""
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as owner:
        owner.execute("drop trigger tally_added on record_version; drop trigger tally_changed on record_version")


def _from_tallies(store: Store, actor: Actor) -> Counter[tuple[str, date]]:
    with store.transaction(actor) as connection:
        return by_month(connection, FIRST, LAST)


def _from_records(store: Store, actor: Actor) -> Counter[tuple[str, date]]:
    values = {"first": FIRST, "last": LAST, "since": date(FIRST.year - 2, 1, 1), "from_year": FIRST.year,
              "to_year": LAST.year}  # fmt: skip
    with store.transaction(actor) as connection:
        rows = connection.execute(text(FROM_RECORDS), values)
        return Counter({(kind, month): count for kind, month, count in rows if kind in KINDS})
