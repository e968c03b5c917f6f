"""Everything the public can ask for over three months, given to the adversary at once."""

from collections.abc import Sequence
from random import Random

import httpx
import numpy as np
import pandas as pd
import pytest

from analytics.disclosure import Published, attack, disclosed
from analytics.disclosure.model import HIDDEN, Table
from hub.db import Store
from hub.publishing.counting import COLUMNS, DOCUMENTS
from hub.publishing.layouts import layouts, table_name
from hub.publishing.months import read_month
from hub.publishing.publishing import publish_month
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.publishing.filling import STATISTICS, asking, case, examined, persons

MONTHS = ("2026-06", "2026-07", "2026-08")
COUNTIES = ("370102", "370103", "370202", "370203", "370302")
THRESHOLD = 5


def fill(store: Store, seed: int) -> None:
    """Many in some groups, few in others, and now and then one alone."""
    random = Random(seed)
    for month in MONTHS:
        for county in COUNTIES:
            for body in (examined(), examined(("1001",)), examined(("1001",), "02"), examined(conclusion="03")):
                persons(store, random.choice((0, 1, 3, 8, 30, 60)), f"{month}-10", county, body)
            persons(store, random.choice((0, 2, 9, 20)), f"{month}-10", county, case())
            persons(store, random.choice((0, 1, 6)), f"{month}-20", county, case("3008", ("3008",)), "suspected")


def true_counts(store: Store) -> pd.DataFrame:
    rows = [atom for (atoms,) in fetch(store, "select atoms from counted_atoms order by month") for atom in atoms]
    return pd.DataFrame(rows, columns=[*COLUMNS])


def tables(atoms: pd.DataFrame) -> dict[tuple[str, str], Table]:
    """What each published table counts, as the documentation says it: by month and name."""
    return {
        (month, table_name(layout.name, by)): table
        for month in MONTHS
        for kind in DOCUMENTS
        for layout in layouts(read_month(month), kind)
        for by, table in zip(layout.by, layout.tables(atoms), strict=True)
    }


def as_public(client: httpx.Client, told: dict[tuple[str, str], Table]) -> list[Published]:
    """What anybody reads: a hidden count, a shown one, or nought for a group that is not listed."""
    listed = {
        (item["month"], each["table"]): each["withheld"]
        for item in client.get(STATISTICS).json()["items"]
        for each in item["tables"]
    }
    assert listed.keys() == told.keys()
    return [
        Published(told[key], _shown(client.get("/".join((STATISTICS, *key))).json()["cells"], told[key]))
        for key, withheld in listed.items()
        if not withheld
    ]


def _shown(cells: list[dict[str, object]], table: Table) -> np.ndarray:
    shown = {tuple(cell["groups"].values()): HIDDEN if cell["hidden"] else cell["count"] for cell in cells}
    assert shown.keys() <= {*table.keys, ()}
    return np.array([shown.get(key, 0) for key in table.keys], dtype=np.int64)


def broken(published: Sequence[Published], counts: np.ndarray) -> int:
    return len(disclosed(attack(published, THRESHOLD), counts, THRESHOLD))


@pytest.mark.parametrize("seed", [1, 2])
def test_three_months_of_public_answers_narrow_nobody_down(store: Store, seed: int) -> None:
    """Totals, drill-downs and months are one system of equations; groups that only differences yield are its grains."""
    fill(store, seed)
    for month in MONTHS:
        assert publish_month(store, TESTER, read_month(month)).fresh
    atoms = true_counts(store)
    counts, told = atoms["count"].to_numpy(np.int64), tables(atoms)
    with asking(store) as client:
        published = as_public(client, told)
    hidden = sum(int(each.hidden.sum()) for each in published)
    cells = sum(len(each.shown) for each in published)
    assert 0 < hidden < cells / 2, "something is hidden, most is shown"
    assert broken(published, counts) == 0
    sums = [each.members @ counts for each in told.values()]
    hurried = [
        Published(each, np.where((found > 0) & (found < THRESHOLD), HIDDEN, found))
        for each, found in zip(told.values(), sums, strict=True)
    ]
    assert broken(hurried, counts) > 0, "with small counts hidden and nothing else, somebody is found"
    for each in published:
        assert (each.shown[~each.hidden] == (each.table.members @ counts)[~each.hidden]).all()
