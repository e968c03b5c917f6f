"""Hides small counts of a report, and whatever else would give them away, as published statistics do."""

from collections.abc import Mapping

import pandas as pd  # type: ignore[import-untyped]

from analytics.disclosure import Layout, publish
from analytics.disclosure.layouts import MARK

Shown = dict[tuple[str, str, str], int | None]  # kind, month, place ("" for all of the month) -> count, None if hidden


def protected(cells: Mapping[tuple[str, str, str], int], compared: tuple[str, ...], threshold: int) -> Shown:
    """What may be shown of counts by kind, month and place: the total of every month, and of the months `compared` each
    place too. All tables of a kind are protected together, since they add up."""
    shown: Shown = {}
    for kind in dict.fromkeys(kind for kind, _, _ in cells):
        rows = [(month, place, n) for (one, month, place), n in cells.items() if one == kind]
        atoms = pd.DataFrame(rows, columns=["month", "place", "count"])
        layouts = [Layout("month", (("month",),))]
        layouts += [Layout(f"place {month}", (("place",),), {"month": [month]}) for month in compared]
        frame = publish(atoms, layouts, threshold).frame
        for row in frame.to_dict("records"):
            count = None if row["shown"] == MARK else int(row["count"])
            if row["table"] == "month":
                shown[kind, row["month"], ""] = count
            elif row["place"]:
                shown[kind, row["table"].removeprefix("place "), row["place"]] = count
    return shown


def with_total(counts: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """What may be shown of one row of counts and their sum, which stands under ""."""
    shown = protected({("", "", key): n for key, n in counts.items()}, ("",), threshold) if counts else {}
    return {place: n for (_, _, place), n in shown.items()} or {"": 0}
