"""What a fence costs: a county's list of examinations behind it, against the same list filtered by hand."""

import os
from datetime import date
from typing import Any

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import of_territory
from schemas.codes import codelist
from schemas.codes.divisions import subtree
from tests.benchmarks.filling import fill
from tests.benchmarks.importing import BENCH, bench, import_file
from tests.benchmarks.timing import pair

STORED = int(os.environ.get("OHUB_BENCH_FENCED", "300000"))
DAY = date(2026, 11, 25)
CITY, TIMES = "370100", 40
LIST = """
select record_id, event_on, worker_id, employer_id from record_version
where document = 'examination' and known_to = 'infinity' {where}
order by event_on desc, record_id desc limit 50
"""
COUNT = """
select extract(year from event_on), count(*) from record_version
where document = 'examination' and known_to = 'infinity' {where} group by 1
"""


def against_filter_by_hand() -> list[dict[str, Any]]:
    """Wanted: at least 1/1.3 = 0.77."""
    counties = [row.code for row in codelist("division").rows if row.code[:2] == "37" and row.extra.get("level") == "3"]
    with bench() as at:
        store = at.store("fence")
        fill(
            store, STORED, lambda some: import_file(some, at.file(10)), [code for code in counties if code[:2] == "37"]
        )
        behind = Actor("user", "bench", of_territory(CITY, DAY))
        listed = ", ".join(f"'{code}'" for code in sorted(subtree(CITY, DAY)))
        by_hand = f"and division_code = any(array[{listed}])"
        results = [
            pair(
                f"{name} of a city among {STORED:,} examinations behind its fence",
                STORED,
                lambda _, query=query, times=times: _ask(store, behind, query.format(where=""), times),
                "the same filtered by hand",
                lambda _, query=query, times=times: _ask(store, BENCH, query.format(where=by_hand), times),
            )
            for name, query, times in (("page", LIST, TIMES), ("count by year", COUNT, 3))
        ]
        store.close()
        return results


def _ask(store: Store, actor: Actor, query: str, times: int) -> None:
    for _ in range(times):
        with store.transaction(actor) as connection:
            if not connection.execute(text(query)).all():
                raise RuntimeError("nothing was seen")
