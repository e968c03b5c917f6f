"""Counties near each other: an excess across the border of two cities is one alarm, far ones are none."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics.clusters.layers.layer import Window
from analytics.clusters.layers.space import space
from analytics.frames import Frames
from hub.surveillance.parquet import export
from schemas.codes.divisions import HOME
from schemas.codes.shapes import middles
from tests.analytics.clusters.layers.worlds import AS_OF
from tests.analytics.tables import frames

COUNTIES = sorted(middles(HOME))


@pytest.fixture
def register(tmp_path: Path) -> Frames:
    """Two employers in each county: number 10 * place and one more."""
    told = frames(tmp_path)
    rows = pd.DataFrame([(10 * place + n, code) for place, code in enumerate(COUNTIES) for n in (0, 1)])
    rows.columns = ["employer_id", "division_code"]
    with duckdb.connect() as duck:
        duck.register("register", rows)
        export(duck, "select * from register", tmp_path / "employer.parquet")
    return told


def counts(raised: list[str], by: float) -> pd.DataFrame:
    """Five expected at every employer, and as many seen, but in the `raised` counties."""
    rows = [
        (10 * place + n, code, 5 * (by if code in raised else 1)) for place, code in enumerate(COUNTIES) for n in (0, 1)
    ]
    told = pd.DataFrame(rows, columns=["employer_id", "county", "observed"])
    return told.assign(hazard="noise", expected=5.0, spread=0.0).drop(columns="county")


def nearest(code: str, many: int) -> list[str]:
    x, y = np.array([middles(HOME)[each] for each in COUNTIES]).T
    at = COUNTIES.index(code)
    return [COUNTIES[n] for n in np.argsort(np.hypot((x - x[at]) * np.cos(np.radians(36)), y - y[at]))[:many]]


def test_an_excess_across_a_border_is_one_alarm(register: Frames) -> None:
    raised = nearest("370116", 4)
    assert len({code[:4] for code in raised}) > 1, "of several cities"
    (alarm,) = [one for one in space(register, counts(raised, 3), Window.on(AS_OF)).alarms if one.p < 0.001]
    assert alarm.where == ",".join(sorted(raised))
    assert (alarm.layer, alarm.hazard, alarm.observed, len(alarm.employers)) == ("space", "noise", 120, 8)


def test_counties_far_apart_are_no_circle(register: Frames) -> None:
    found = space(register, counts(["370102", "371702"], 3), Window.on(AS_OF)).alarms
    assert all(set(one.where.split(",")) != {"370102", "371702"} for one in found)


def test_one_loud_county_makes_no_circle(register: Frames) -> None:
    """Around it there is a little more than expected, as there always is somewhere."""
    told = counts(nearest("370116", 1), 8)
    told.loc[told.employer_id.isin([80, 90, 240]), "observed"] += 1
    found = space(register, told, Window.on(AS_OF)).alarms
    assert min((one.p for one in found), default=1.0) > 0.1


def test_where_employers_differ_more_is_needed(register: Frames) -> None:
    told = counts(nearest("370116", 4), 2.2)
    (even,) = space(register, told, Window.on(AS_OF)).alarms
    differing = space(register, told.assign(spread=0.3), Window.on(AS_OF)).alarms
    assert even.p < 1e-3 < min((one.p for one in differing), default=1.0)


def test_nobody_harmed_and_one_county_are_no_alarm(register: Frames) -> None:
    assert space(register, counts([], 1).assign(observed=0.0), Window.on(AS_OF)).alarms == []
    assert space(register, counts([], 1).head(2), Window.on(AS_OF)).alarms == []
