"""Tables made for the tests: margins over columns, primary suppression alone, and the audit of what was published."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.disclosure import Layout, Published, Table, attack, disclosed
from analytics.disclosure.attack import Interval
from analytics.disclosure.layouts import Record
from analytics.disclosure.layouts import restored as restored_entry
from analytics.disclosure.model import HIDDEN, Counts

THRESHOLD = 5
CITY_HAZARD = ((), ("city",), ("hazard",), ("city", "hazard"))
COUNTY_HAZARD = ((), ("hazard",), ("city",), ("city", "hazard"), ("county",), ("county", "hazard"))


def table(name: str, *cells: Sequence[int], atoms: int) -> Table:
    """A table whose cells are given as the numbers of their atoms."""
    members = np.zeros((len(cells), atoms), dtype=np.int64)
    for row, cell in enumerate(cells):
        members[row, list(cell)] = 1
    return Table(name, tuple(range(len(cells))), sparse.csr_array(members))


def naive(tables: Sequence[Table], counts: Counts) -> list[Published]:
    """What a hurried person would publish: everything but the small counts."""
    published = []
    for each in tables:
        sums = each.members @ counts
        published.append(Published(each, np.where((sums > 0) & (sums < THRESHOLD), HIDDEN, sums)))
    return published


def broken(published: Sequence[Published], counts: Counts, enough: int | None = THRESHOLD) -> list[Interval]:
    """What the adversary finds out."""
    return disclosed(attack(published, enough), counts, THRESHOLD)


def restored(records: Sequence[Record], atoms: pd.DataFrame) -> list[Published]:
    return [restored_entry(entry, atoms) for record in records for entry in record]


def square(rows: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Cities by hazards."""
    return pd.DataFrame(
        [(f"city{n}", f"hazard{m}", count) for n, row in enumerate(rows) for m, count in enumerate(row)],
        columns=["city", "hazard", "count"],
    )


def province(
    cities: int, counties: int, hazards: int, months: int = 1, level: float = 2.0, seed: int = 1
) -> pd.DataFrame:
    """Counties of unlike sizes, hazards of unlike frequency, `level` being the log of a usual count."""
    random = np.random.default_rng(1)
    sizes = np.exp(random.normal(level, 1, counties))[:, None] * random.dirichlet(np.ones(hazards), counties) * hazards
    rows: list[tuple[Any, ...]] = []
    for county, hazard, month in product(range(counties), range(hazards), range(1, months + 1)):
        count = random.poisson(sizes[county, hazard] / months)
        rows.append((county * cities // counties, county, hazard, month, int(count)))
    return pd.DataFrame(rows, columns=["city", "county", "hazard", "month", "count"])


def margins(atoms: pd.DataFrame, by: Sequence[tuple[str, ...]]) -> list[Table]:
    return Layout("cases", tuple(by)).tables(atoms)
