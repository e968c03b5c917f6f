"""Rows of a file of cases, controls or population, each at its place and date."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.scanning.dates import Moments, NotADate, moments
from hub.scanning.period import Period
from hub.scanning.tables import CALLED, Table


@dataclass(frozen=True)
class Counted:
    """`amounts` of people by row, at `place` int64[rows] (the number of the place), in `dates` if the file tells."""

    table: Table
    place: NDArray[np.int64]
    amounts: NDArray[np.float64] | NDArray[np.int64]
    dates: Moments | None

    def by_interval(self, places: int, period: Period) -> NDArray[np.int64]:
        """Sums int64[places, T]. Raises HubError for a row outside the period."""
        when = np.zeros(len(self.place), np.int64)
        if self.dates is not None:
            when = np.searchsorted(period.boundaries, self.dates.first, side="right") - 1
        outside = np.flatnonzero((when < 0) | (when >= period.intervals))
        if len(outside):
            raise self.table.refuse(
                int(outside[0]),
                f"日期不在研究期 {period.first} 至 {period.last} 内；请改日期或 --start、--end。",
                f"the date is not within {period.first} to {period.last}; mend it, or --start and --end.",
            )
        summed = np.zeros((places, period.intervals), np.int64)
        np.add.at(summed, (self.place, when), self.amounts.astype(np.int64))
        return summed


def placed(table: Table, ids: list[str]) -> NDArray[np.int64]:
    """The number of each row's place. Raises HubError for a place without coordinates."""
    number = {each: at for at, each in enumerate(ids)}
    found = np.array([number.get(each, -1) for each in table.columns["id"]], np.int64)
    unknown = np.flatnonzero(found < 0)
    if len(unknown):
        row = int(unknown[0])
        raise table.refuse(
            row,
            f"坐标文件里没有这个地点（共 {len(unknown)} 行如此）；请补坐标或改编号。",
            f"there are no coordinates of this place ({len(unknown)} such rows); add them or mend the identifier.",
        )
    return found


def dated(table: Table, kind: str, unit: str | None = None, century: int | None = None) -> Moments | None:
    """The rows' dates, from one column or from year, month and day; None without any. Raises HubError."""
    parts = [table.columns[name] for name in ("year", "month", "day") if name in table.columns]
    texts = table.columns.get("date") or (["/".join(row) for row in zip(*parts, strict=True)] if parts else None)
    if texts is None:
        return None
    try:
        return moments(texts, unit, century)
    except NotADate as problem:
        raise table.refuse(
            problem.row,
            f"{CALLED[kind]}的日期不是日期，或写法与他行不同；可用 2024、2024/5、2024-05-01。",
            "the date is none, or is written unlike the others: 2024, 2024/5, 2024-05-01.",
        ) from None
