"""What was measured at an employer's posts against the limits of the day, with what lay below detection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy.engine import RowMapping

from analytics.clusters.exceedance.records import BEL
from analytics.clusters.exceedance.table import exceedance
from analytics.workplaces.limits import NOISE, limit_on
from analytics.workplaces.readings import NOT_COMPLIANT
from hub.pages.numbers import plain_unit, reading
from hub.people.gist import name_on

GROUP = ["workplace", "post", "hazard", "density_type"]
LEAST = 0.125  # of the limit: lower ratios are drawn here


@dataclass(frozen=True)
class Measured:
    """One reading. `ratio` to the `limit` of its day where both are known and in one unit; noise as energy."""

    hazard: str
    workplace: str
    post: str
    density_type: str
    on: date
    value: str
    unit: str
    limit: float | None
    ratio: float | None
    below: bool
    not_compliant: bool

    @property
    def is_above(self) -> bool:
        return self.not_compliant or (self.ratio is not None and not self.below and self.ratio > 1)


@dataclass(frozen=True)
class Post:
    """A hazard at a post: the `latest` readings (of one day), and how often it is exceeded by all that tell a ratio.

    `found` is a row of analytics.clusters.exceedance.table, None where no reading can be compared with a limit.
    """

    workplace: str
    post: str
    hazard: str
    hazard_name: str
    density: str
    latest: list[Measured]
    found: dict[str, Any] | None

    @property
    def is_above(self) -> bool:
        return any(each.is_above for each in self.latest)


def posts(reports: Sequence[RowMapping]) -> list[Post]:
    """Those above their limit first, then by how near they come."""
    readings = [each for report in reports for each in _readings(report)]
    rates = _exceedances(tuple(readings))
    groups: dict[tuple[str, ...], list[Measured]] = {}
    for each in readings:
        groups.setdefault((each.workplace, each.post, each.hazard, each.density_type), []).append(each)
    found = [_post(key, group, rates.get(key)) for key, group in groups.items()]
    return sorted(found, key=lambda post: (not post.is_above, -max(each.ratio or 0 for each in post.latest), post.post))


def _post(key: tuple[str, ...], group: list[Measured], rate: dict[str, Any] | None) -> Post:
    workplace, post, hazard, density = key
    last = max(each.on for each in group)
    names = name_on("hazard", hazard, last), name_on("density_type", density, last)
    return Post(workplace, post, hazard, *names, [each for each in group if each.on == last], rate)


def _readings(report: RowMapping) -> Iterator[Measured]:
    """Results are stored by columns; a reading of several hazards together is of none."""
    stored: dict[str, list[Any]] = report["results"] or {}
    for cells in zip(*stored.values(), strict=True):
        told = dict(zip(stored, cells, strict=True))
        if len(told["hazards"]) == 1:
            yield _measured(told)


def _measured(told: dict[str, Any]) -> Measured:
    hazard, density, day = told["hazards"][0], told["density_type"], date.fromisoformat(told["measured_on"])
    limit, read = limit_on(hazard, density, day), reading(told["value"])
    fits = limit is not None and plain_unit(told["unit"]) == plain_unit(limit["unit"])
    ratio = _ratio(hazard, read.value, limit["most"]) if limit and read and fits else None
    return Measured(
        hazard, told["workplace"], told["post"], density, day, told["value"], told["unit"],
        limit["most"] if limit else None, ratio, bool(read and read.below), told["compliance"] == NOT_COMPLIANT,
    )  # fmt: skip


def _ratio(hazard: str, value: float, limit: float) -> float:
    return float(BEL ** ((value - limit) / BEL)) if hazard == NOISE else value / limit


@lru_cache(maxsize=512)
def _exceedances(readings: tuple[Measured, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    """By place, post, hazard and kind of value. Kept: the fit costs more than the rest of the page."""
    rows = [[each.workplace, each.post, each.hazard, each.density_type, each.ratio, each.below, 1.0]
            for each in readings if each.ratio]  # fmt: skip
    if not rows:
        return {}
    table = exceedance(pd.DataFrame(rows, columns=[*GROUP, "value", "below", "limit"]), GROUP)
    return {tuple(row[name] for name in GROUP): row for row in table.to_dict("records")}


def chart(shown: Sequence[Post]) -> dict[str, Any] | None:
    """The latest readings of each post as multiples of the limit, which is the line at 1: middle, lowest, highest."""
    drawn = [(post, sorted(each.ratio for each in post.latest if each.ratio)) for post in shown]
    told = [(post, ratios) for post, ratios in drawn if ratios][:30]
    if not told:
        return None
    return {
        "kind": "ratio",
        "names": [f"{post.post} · {post.hazard_name}" for post, _ in told],
        "values": [[ratios[len(ratios) // 2], ratios[0], ratios[-1]] for _, ratios in told],
        "signs": ["above" if post.is_above else "within" for post, _ in told],
        "least": LEAST,
    }
