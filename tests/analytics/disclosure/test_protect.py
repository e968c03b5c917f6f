"""What `protect` lets out is attacked: by hand, at random, with hierarchies, overlaps and several publications."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import DisclosureError, Layout, Published, protect, publish
from analytics.disclosure.model import HIDDEN
from tests.analytics.disclosure.made import (
    CITY_HAZARD,
    COUNTY_HAZARD,
    THRESHOLD,
    broken,
    margins,
    naive,
    province,
    restored,
    square,
    table,
)

SQUARES = {
    "one small cell": [[20, 3, 9], [7, 12, 30], [11, 8, 40]],
    "a small cell among noughts": [[0, 3, 0], [7, 0, 30], [11, 8, 40]],
    "small cells that fill a row": [[1, 1, 1], [7, 12, 30], [11, 8, 40]],
    "complements too small to hide one behind": [[4, 5, 5], [5, 5, 5], [5, 5, 5]],
    "one city only": [[1, 0, 7]],
    "all small": [[1, 2, 1], [2, 1, 1], [1, 1, 1]],
}


@pytest.mark.parametrize("case", SQUARES)
def test_square(case: str) -> None:
    atoms = square(SQUARES[case])
    counts = atoms["count"].to_numpy()
    tables = margins(atoms, CITY_HAZARD)
    assert broken(naive(tables, counts), counts), "the hurried person must be caught, or this proves nothing"
    found = protect(tables, counts, THRESHOLD)
    assert not broken(found.tables, counts, enough=None)
    assert not found.withheld
    for each, primary in zip(found.tables, found.primary, strict=True):
        sums = each.table.members @ counts
        assert (each.shown[~each.hidden] == sums[~each.hidden]).all()
        assert not each.hidden[sums == 0].any()
        assert (primary == ((sums > 0) & (sums < THRESHOLD))).all()
        assert each.hidden[primary].all()


def test_nobody_but_one() -> None:
    """All sums are small and all are hidden: nothing bounds them."""
    atoms = square([[0, 0], [0, 1]])
    found = protect(margins(atoms, CITY_HAZARD), atoms["count"].to_numpy(), THRESHOLD)
    assert [int(each.hidden.sum()) for each in found.tables] == [1, 1, 1, 1]
    assert not broken(found.tables, atoms["count"].to_numpy(), enough=None)


def test_one_small_cell_of_a_square_takes_three_others_and_no_margin() -> None:
    """The four corners of the literature: Hundepool et al. 2012, chapter 4."""
    atoms = square(SQUARES["one small cell"])
    found = protect(margins(atoms, CITY_HAZARD), atoms["count"].to_numpy(), THRESHOLD)
    assert [int(each.hidden.sum()) for each in found.tables] == [0, 0, 0, 4]


def test_nothing_small_nothing_hidden() -> None:
    atoms = square([[5, 0, 9], [7, 12, 30]])
    found = protect(margins(atoms, CITY_HAZARD), atoms["count"].to_numpy(), THRESHOLD)
    assert not any(each.hidden.any() for each in found.tables)


def test_overlapping_regions() -> None:
    """Old town 47, town 50: one of them must go, or the three between them are known."""
    counts = np.array([47, 3])
    found = protect([table("town", [0, 1], atoms=2), table("old town", [0], atoms=2)], counts, THRESHOLD)
    assert sum(int(each.hidden.sum()) for each in found.tables) == 1
    assert not broken(found.tables, counts)


def test_what_is_published_is_a_constraint() -> None:
    """The town was published; now only the old town can be hidden."""
    counts = np.array([47, 3])
    town, old_town = table("town", [0, 1], atoms=2), table("old town", [0], atoms=2)
    first = protect([town], counts, THRESHOLD)
    assert first.tables[0].shown.tolist() == [50]
    second = protect([old_town], counts, THRESHOLD, first.tables)
    assert second.tables[0].hidden.all()
    assert not broken([*first.tables, *second.tables], counts)


def test_a_table_is_withheld_where_even_hidden_cells_would_tell() -> None:
    """8 persons in two towns, 3 and 5, in [1, 7]. Four hidden counts in the larger are 1 each at least: 3 is in [1, 4].

    The coarser of the new tables stays.
    """
    counts = np.array([3, 2, 1, 1, 1])
    before = [
        Published(table("all", range(5), atoms=5), np.array([8])),
        Published(table("town", [0], [1, 2, 3, 4], atoms=5), np.array([HIDDEN, HIDDEN])),
    ]
    villages = table("village", [1], [2], [3], [4], atoms=5)
    halves = table("half", [1, 2], [3, 4], atoms=5)
    assert not broken(before, counts)
    assert broken([*before, *naive([villages], counts)], counts)
    found = protect([halves, villages], counts, THRESHOLD, before)
    assert (found.withheld, [each.table.name for each in found.tables]) == (("village",), ["half"])
    assert not broken([*before, *found.tables], counts, enough=None)


def test_groups_told_before_are_counted_and_do_not_stop_the_rest() -> None:
    counts = np.array([47, 3, 20])
    before = naive([table("town", [0, 1], atoms=3), table("old town", [0], atoms=3)], counts)
    found = protect([table("harbour", [2], atoms=3)], counts, THRESHOLD, before)
    assert (found.already_told, found.tables[0].shown.tolist()) == (1, [20])


def test_an_earlier_table_must_agree() -> None:
    town = table("town", [0, 1], atoms=2)
    with pytest.raises(DisclosureError, match="迟报和更正"):
        protect([], np.array([47, 4]), THRESHOLD, [Published(town, np.array([50]))])


@pytest.mark.parametrize(("counts", "threshold"), [([1, 2], 1), ([-1, 2], 5)])
def test_senseless_questions_are_refused(counts: list[int], threshold: int) -> None:
    with pytest.raises(DisclosureError, match="阈值"):
        protect([], np.array(counts), threshold)


@st.composite
def provinces(draw: st.DrawFn) -> pd.DataFrame:
    """A few counties in cities, hazards, months; counts as in life: mostly small, some large."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3)))
    count = st.one_of(st.integers(0, 6), st.integers(0, 40), st.just(0))
    cells = [*product(*(range(size) for size in shape))]
    rows = [(county // 2, county, hazard, month, draw(count)) for county, hazard, month in cells]
    return pd.DataFrame(rows, columns=["city", "county", "hazard", "month", "count"])


BY = st.lists(st.sampled_from([*COUNTY_HAZARD, ("month",), ("city", "month")]), min_size=1, unique=True)


@settings(max_examples=60, deadline=None)
@given(provinces(), st.lists(BY, min_size=1, max_size=3), st.booleans())
def test_no_adversary_finds_anything_in_any_releases(atoms: pd.DataFrame, plans: list, cumulative: bool) -> None:
    """Month after month, cumulative or not, each time with other tables: everything together is attacked each time."""
    records = []
    for month, by in enumerate(plans):
        now = atoms[atoms.month <= month] if cumulative else atoms
        layout = Layout("cases", tuple(by), until=("month", month) if cumulative else None)
        found = publish(now, [layout], THRESHOLD, records)
        records.append(found.record)
        assert not broken(restored(records, now), now["count"].to_numpy(), enough=None)
        assert found.protected.already_told == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_tables_of_any_shape(data: st.DataObject) -> None:
    """Cells that are any sets of atoms: overlapping, nested, twice the same."""
    atoms = data.draw(st.integers(1, 8))
    counts = np.array(data.draw(st.lists(st.integers(0, 12), min_size=atoms, max_size=atoms)))
    cells = st.lists(st.sets(st.integers(0, atoms - 1), min_size=1).map(sorted), min_size=1, max_size=5)
    tables = [table("t", *data.draw(cells), atoms=atoms) for _ in range(data.draw(st.integers(1, 3)))]
    before: list[Published] = []
    for each in tables:
        found = protect([each], counts, THRESHOLD, before)
        before += found.tables
        assert not broken(before, counts, enough=None)
        assert found.already_told == 0


SIZES = {  # cities, counties, log of a usual count, tables, least share shown
    "cities by hazards": (16, 16, 3.0, CITY_HAZARD, 0.9),
    "few counties": (5, 40, 2.0, COUNTY_HAZARD, 0.75),
    "a whole province": (16, 153, 2.0, COUNTY_HAZARD, 0.85),
}


@pytest.mark.parametrize("case", SIZES)
def test_most_is_still_shown(case: str) -> None:
    """Of the cells that are not small or nought, the share that is shown."""
    cities, counties, level, by, least = SIZES[case]
    atoms = province(cities, counties, 12, level=level)
    counts = atoms["count"].to_numpy()
    tables = margins(atoms, by)
    found = protect(tables, counts, THRESHOLD)
    assert not broken(found.tables, counts)
    large = sum(int((each.table.members @ counts >= THRESHOLD).sum()) for each in found.tables)
    needless = sum(int(each.sum()) for each in found.complementary)
    assert 1 - needless / large > least
    assert not found.withheld


@pytest.mark.parametrize("case", ["cities by hazards", "few counties"])
def test_hiding_small_counts_alone_does_not_do(case: str) -> None:
    """Most of them are worked out by whoever can subtract."""
    cities, counties, level, by, _ = SIZES[case]
    atoms = province(cities, counties, 12, level=level)
    counts = atoms["count"].to_numpy()
    published = naive(margins(atoms, by), counts)
    small = sum(int(each.hidden.sum()) for each in published)
    assert len(broken(published, counts)) > small / 2
