"""What several rules read is computed once."""

from datetime import date
from functools import partial
from pathlib import Path

from ibis import _
from ibis.expr.types import Table

from tests.analytics.tables import frames


def test_a_table_is_made_once_for_each_key(tmp_path: Path) -> None:
    tables = frames(tmp_path, death=[{"person": n, "died_on": date(2025, 5, n), "relation": "other"} for n in (1, 2)])
    made = []

    def deaths(day: int) -> Table:
        made.append(day)
        return tables.document("death").filter(_.died_on <= date(2025, 5, day))

    counts = [int(tables.once(("deaths", day), partial(deaths, day)).count().execute()) for day in (1, 2, 1, 2)]
    assert counts == [1, 2, 1, 2]
    assert made == [1, 2]
