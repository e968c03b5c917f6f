"""Which tables are published of a month, what is protected first, and which are given up where that cannot be done."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from analytics.disclosure import Layout
from hub.publishing.counting import DIAGNOSED, EXAMINED, SUSPECTED
from hub.publishing.months import Month

By = tuple[str, ...]
Stages = tuple[tuple[Layout, ...], ...]  # what is protected first stays shown when the next is protected

PLACES: tuple[By, ...] = ((), ("city",), ("county",))
OF_EXAMINED: tuple[By, ...] = (*PLACES, ("hazard_group",), ("exam_type",), ("city", "hazard_group"))
OF_CASES: tuple[By, ...] = (
    *PLACES, ("hazard_group",), ("disease_group",), ("city", "hazard_group"), ("county", "disease_group"),
)  # fmt: skip
# Kind of atom -> table -> the outcomes that count (empty: all), how it is laid out.
TABLES: dict[str, dict[str, tuple[tuple[str, ...], tuple[By, ...]]]] = {
    EXAMINED: {
        "examined": ((), (*OF_EXAMINED, ("city", "exam_type"))),
        "found-suspected": (("suspected", "both"), OF_EXAMINED),
        "found-contraindicated": (("contraindicated", "both"), OF_EXAMINED),
    },
    SUSPECTED: {"suspected": ((), OF_CASES)},
    DIAGNOSED: {"diagnosed": ((), OF_CASES)},
}
RATES = {"found-suspected": "examined", "found-contraindicated": "examined"}  # numerator -> denominator


def layouts(month: Month, kind: str) -> list[Layout]:
    """The tables of one month and kind. Both are written into them: months and kinds share no atom."""
    only = {"month": [str(month)], "kind": [kind]}
    return [
        Layout(name, by, only | ({"outcome": outcomes} if outcomes else {}))
        for name, (outcomes, by) in TABLES[kind].items()
    ]


def attempts(laid_out: Sequence[Layout]) -> Iterator[Stages]:
    """What to try, one after the other: all tables with the margins of the province first, then with its totals first.

    Then without the finest tables, again and again, until nothing is left.
    """
    yield _stages(laid_out, {by for each in laid_out for by in each.by if not {"city", "county"} & {*by}})
    left = list(laid_out)
    while left:
        yield _stages(left, {()})
        left = _coarser(left)


def table_name(layout: str, by: Sequence[str]) -> str:
    """As in an address: `examined`, `examined-by-city-hazard-group`."""
    return "-".join([layout, *(["by"] if by else []), *by]).replace("_", "-")


def _stages(laid_out: Sequence[Layout], first: set[By]) -> Stages:
    parts = (_only(laid_out, lambda _, by: by in first), _only(laid_out, lambda _, by: by not in first))
    return tuple(part for part in parts if part)


def _only(laid_out: Sequence[Layout], wanted: Callable[[Layout, By], bool]) -> tuple[Layout, ...]:
    kept = (replace(each, by=tuple(by for by in each.by if wanted(each, by))) for each in laid_out)
    return tuple(each for each in kept if each.by)


def _coarser(laid_out: Sequence[Layout]) -> list[Layout]:
    """Without the finest tables: crossed before plain, counties before cities, parts of the persons before all."""
    finest = max(_fineness(each, by) for each in laid_out for by in each.by)
    return list(_only(laid_out, lambda layout, by: _fineness(layout, by) < finest))


def _fineness(layout: Layout, by: By) -> tuple[int, bool, bool]:
    return len(by), "county" in by, "outcome" in layout.where
