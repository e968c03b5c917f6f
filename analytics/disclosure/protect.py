"""Chooses what to hide: small counts first, then the cheapest cells without which they could be worked out."""

from collections.abc import Sequence

import numpy as np

from analytics.disclosure.model import HIDDEN, Counts, DisclosureError, Flags, Protected, Published, Table
from analytics.disclosure.search import Search, UnreachableError


def protect(tables: Sequence[Table], counts: Counts, threshold: int, before: Sequence[Published] = ()) -> Protected:
    """What may be shown of the tables, given everything that was published before (the criterion is in `model`).

    `counts`: persons in each atom. `before`: the tables of all earlier publications, over the same atoms. Where hiding
    cells is not enough, the table with the most cells is withheld, then the next: margins go last. Raises
    DisclosureError where an earlier table does not agree with the counts, or the threshold protects nothing.
    """
    _check(counts, threshold, before)
    kept = list(tables)
    while True:
        search = Search(kept, counts, threshold, before)
        try:
            hidden = search.run()
        except UnreachableError:
            if not kept:
                return Protected((), (), (), tuple(table.name for table in tables), len(search.told))
            kept.remove(max(kept, key=lambda table: len(table.keys)))
            continue
        withheld = tuple(table.name for table in tables if not any(table is each for each in kept))
        return _protected(kept, counts, hidden, threshold, withheld, len(search.told))


def _check(counts: Counts, threshold: int, before: Sequence[Published]) -> None:
    if threshold < 2 or (counts < 0).any():
        raise DisclosureError(
            "阈值须至少为 2，计数不得为负：请更正。",
            "the threshold must be at least 2 and no count negative: mend them",
        )
    for each in before:
        sums = each.table.members @ counts
        if (sums[~each.hidden] != each.shown[~each.hidden]).any():
            raise DisclosureError(
                f"以前公布的表 {each.table.name} 与现在的计数不符："
                "迟报和更正须另列为原子，注明自哪次公布起计入或剔除。",
                f"the earlier table {each.table.name} does not agree with the counts: late reports and corrections "
                "must be atoms of their own, marked with the publication from which they count or no longer count",
            )


def _protected(
    kept: Sequence[Table], counts: Counts, hidden: Flags, threshold: int, withheld: tuple[str, ...], told: int
) -> Protected:
    tables, primary, complementary = [], [], []
    for table in kept:
        mine, hidden = hidden[: len(table.keys)], hidden[len(table.keys) :]
        sums = table.members @ counts
        small = (sums > 0) & (sums < threshold)
        tables.append(Published(table, np.where(mine, HIDDEN, sums)))
        primary.append(small)
        complementary.append(mine & ~small)
    return Protected(tuple(tables), tuple(primary), tuple(complementary), withheld, told)
