"""What a scan needs, from files: places, cases and expected by place and interval, and what to say about them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.windows import Places
from hub.errors import HubError
from hub.scanning.coordinates import Coordinates, read_coordinates
from hub.scanning.counting import Counted, dated, placed
from hub.scanning.expecting import expected_cases
from hub.scanning.numbers import counts, sizes
from hub.scanning.period import Period, period_of
from hub.scanning.tables import CALLED, read_table


@dataclass(frozen=True)
class Asked:
    """What a person asks for: files, model and time ("none", "retrospective" or "prospective")."""

    cases: Path
    coordinates: Path
    population: Path | None = None
    controls: Path | None = None
    system: str | None = None
    model: str = "poisson"
    time: str = "none"
    window: str = "circular"
    unit: str | None = None
    length: int = 1
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Study:
    """`cases` int64[n, T] at the places `ids`; `expected` float64[n, T] (people, for Bernoulli), None where only
    cases are known; `population` float64[n] on average."""

    ids: list[str]
    places: Places
    cases: NDArray[np.int64]
    expected: NDArray[np.float64] | None
    population: NDArray[np.float64]
    period: Period | None
    warnings: list[dict[str, str]] = field(default_factory=list)


def read_study(asked: Asked) -> Study:
    """Everything from the files. Raises HubError for what cannot be scanned, with file and line."""
    where = read_coordinates(asked.coordinates, asked.system)
    cases = _counted(asked.cases, "cases", where, asked)
    controls = _counted(_given(asked, "controls"), "controls", where, asked) if asked.model == "bernoulli" else None
    period = _period(asked, [each for each in (cases, controls) if each is not None])
    spread = period if period is None or asked.time != "none" else period.whole()
    by_place = _spread(cases, len(where.ids), spread)
    if controls is not None:
        people = (by_place + _spread(controls, len(where.ids), spread)).astype(float)
        return Study(where.ids, where.places, by_place, people, people.sum(axis=1), spread, where.warnings)
    if asked.model == "permutation":
        return _only_cases(cases, where, by_place, spread)
    return _with_population(asked, cases, where, by_place, spread)


def _given(asked: Asked, kind: str) -> Path:
    """The file of `kind` that the model needs."""
    path = {"population": asked.population, "controls": asked.controls}[kind]
    if path is None:
        raise HubError(f"{asked.model} 模型需要 --{kind}。", f"The {asked.model} model needs --{kind}.")
    return path


def _counted(path: Path, kind: str, where: Coordinates, asked: Asked) -> Counted:
    table = read_table(path, kind, dated=asked.time != "none")
    amounts = counts(table, table.columns[kind], f"{CALLED[kind]}数", kind)
    return Counted(table, placed(table, where.ids), amounts, dated(table, kind))


def _period(asked: Asked, counted: list[Counted]) -> Period | None:
    dates = [each.dates for each in counted if each.dates is not None]
    if asked.time == "none" and len(dates) < len(counted):
        return None
    if len(dates) < len(counted):
        raise HubError(
            "时空扫描要求每个病例（和对照）有日期。", "A scan over time needs a date of each case (and control)."
        )
    period = period_of(dates, asked.start, asked.end, asked.unit, asked.length)
    if asked.time != "none" and period.intervals < 2:
        raise HubError("研究期只有一个时段，不能作时空扫描；请用 --time none 或更细的 --time-unit。",
                       "The period has only one interval; use --time none or a finer --time-unit.")  # fmt: skip
    return period


def _spread(counted: Counted, places: int, period: Period | None) -> NDArray[np.int64]:
    if period is not None:
        return counted.by_interval(places, period)
    return np.bincount(counted.place, counted.amounts, places).astype(np.int64)[:, None]


def _only_cases(cases: Counted, where: Coordinates, by_place: NDArray[np.int64], period: Period | None) -> Study:
    if cases.table.others and not cases.table.named:
        raise HubError("置换模型不按协变量分层；请去掉病例文件的协变量列。",
                       "The permutation model takes no covariates; drop their columns from the cases.")  # fmt: skip
    return Study(where.ids, where.places, by_place, None, by_place.sum(axis=1) * 1.0, period, where.warnings)


def _with_population(
    asked: Asked, cases: Counted, where: Coordinates, by_place: NDArray[np.int64], period: Period | None
) -> Study:
    table = read_table(_given(asked, "population"), "population")
    amounts = sizes(table, table.columns["population"], "人口", "population")
    generic = "generic" if period is not None and period.unit == "generic" else None
    century = int(period.first[:2]) * 100 if period is not None and generic is None else 1900
    people = Counted(table, placed(table, where.ids), amounts, dated(table, "population", generic, century))
    expected, population, said = expected_cases(cases, people, len(where.ids), period)
    _need_people(by_place, expected)
    return Study(where.ids, where.places, by_place, expected, population, period, where.warnings + said)


def _need_people(cases: NDArray[np.int64], expected: NDArray[np.float64]) -> None:
    at = np.argwhere((cases > 0) & (expected <= 0))
    if len(at):
        which = int(at[0, 0]) + 1
        raise HubError(
            f"坐标文件的第 {which} 个地点有病例而人口为零；请补人口或移走病例。",
            f"Place number {which} of the coordinates has cases but no population; add it, or move the cases.",
        )
