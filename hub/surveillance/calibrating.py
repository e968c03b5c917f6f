"""Whether what is expected can be trusted: observed against expected by age, hazard, institution and the like."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import orjson
import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import text

from analytics.clusters.expectation.counting import counted
from analytics.clusters.expectation.diagnostics import calibration, leave_cluster_out
from analytics.clusters.expectation.expected import expected_by_employer
from analytics.clusters.layers.harmed import HARMED
from analytics.clusters.layers.layer import Window
from analytics.disclosure.layouts import threshold_on
from analytics.frames import Frames
from hub.db import Store
from hub.security.actor import Actor

BY = {
    "age": "age_band",
    "exposure": "exposure_band",
    "hazard": "hazard",
    "institution": "institution_id",
    "sex": "sex",
    "exam_type": "exam_type",
}
SIGNAL = "signal"  # in place of a key of BY: an employer with a signal of its own
SIGNALLED = """
select employer_id, min(division_code) from finding
where analysis = 'clusters' and closed_on is null and employer_id is not null and evidence ->> 'outcome' = :outcome
group by employer_id
"""
KEEP = """
insert into calibration (by, place, employer_id, division_code, said, window_from, as_of)
values (:by, :place, :employer, :division, cast(:said as jsonb), :first, :last)
"""


def keep_calibration(store: Store, actor: Actor, frames: Frames, day: date) -> None:
    """Keep how what is expected in the window of the night of `day` agrees with what is observed, as the latest."""
    window = Window.on(day)
    counts = counted(frames, window.first, window.last).to_pandas()
    with store.transaction(actor) as connection:
        signalled = connection.execute(text(SIGNALLED), {"outcome": HARMED}).all()
    divisions = {int(employer): division for employer, division in signalled}
    told = list(_told(counts, divisions, threshold_on(day))) if len(counts) else []
    days = {"first": window.first, "last": window.last}
    with store.transaction(actor) as connection:
        connection.execute(text("delete from calibration"))
        if told:
            connection.execute(text(KEEP), [row | days for row in told])


def _told(counts: pd.DataFrame, divisions: dict[int, str | None], threshold: int) -> Iterator[dict[str, Any]]:
    expected = expected_by_employer(counts)
    for by, column in BY.items():
        for place, row in enumerate(rows(calibration(expected, column, threshold), {column: "value"})):
            yield _row(by, place, row, None, _city(by, row["value"]))
    for place, row in enumerate(rows(left_out(counts, expected, divisions), {})):
        employer = row.pop("employer_id")
        yield _row(SIGNAL, place, row, employer, divisions[employer])


def _row(by: str, place: int, said: dict[str, Any], employer: int | None, division: str | None) -> dict[str, Any]:
    told = orjson.dumps(said).decode()
    return {"by": by, "place": place, "said": told, "employer": employer, "division": division}


def left_out(counts: pd.DataFrame, expected: pd.DataFrame, employers: Collection[int]) -> pd.DataFrame:
    """Of each of the employers what is expected with all of them learnt from and without; no counts of persons."""
    here = counts.employer_id.isin(list(employers))
    columns = ["employer_id", "expected", "expected_without", "ratio"]
    if not here.any() or here.all():
        return pd.DataFrame(columns=columns)
    return leave_cluster_out(counts, employers, expected=expected)[columns]


def rows(table: pd.DataFrame, names: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of a table under other names of columns; what is missing is None."""
    told = table.rename(columns=names).astype(object)
    found: list[dict[str, Any]] = told.where(told.notna(), None).to_dict("records")
    return found


def _city(by: str, value: Any) -> str | None:
    """Where an institution lies: its code begins with the city's."""
    return f"{value[:4]}00" if by == "institution" and value else None
