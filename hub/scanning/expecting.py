"""Expected cases from a population, by indirect standardisation: each stratum's cases over all places and the whole
period are shared out by its person-time (SaTScan's covariates; M. Kulldorff et al., American Journal of Epidemiology
1997;146:161-170)."""

import numpy as np
from numpy.typing import NDArray

from hub.errors import HubError
from hub.scanning.counting import Counted
from hub.scanning.dates import Moments
from hub.scanning.period import Period
from hub.scanning.populations import person_days
from hub.scanning.tables import Table

Said = dict[str, str]


def expected_cases(
    cases: Counted, people: Counted, places: int, period: Period | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Said]]:
    """Expected float64[places, T], mean population float64[places], warnings. No period: a single interval.

    Raises HubError for cases of a stratum, or at a place and time, without population.
    """
    names, warnings = strata_of(cases.table, people.table)
    case_stratum, people_stratum, count = _numbered(cases.table, people.table, names)
    group, groups = _groups(people.place, people_stratum, count)
    counted, dates, gaps = _by_date(people, group, len(groups))
    time = person_days(counted, dates, period.boundaries) if period and dates else counted.mean(axis=1, keepdims=True)
    of = np.bincount(case_stratum, cases.amounts, count).astype(float)
    total = np.bincount(groups % count, time.sum(axis=1), count).astype(float)
    _need_people(cases, case_stratum, of, total)
    rate = np.divide(of, total, out=np.zeros(count), where=total > 0)
    expected, population = np.zeros((places, time.shape[1])), np.zeros(places)
    np.add.at(expected, groups // count, time * rate[groups % count][:, None])
    np.add.at(population, groups // count, time.sum(axis=1))
    days = float(np.diff(period.boundaries).sum()) if period and dates else 1.0
    return expected, population / days, warnings + gaps


def strata_of(cases: Table, people: Table) -> tuple[list[str], list[Said]]:
    """Names of the columns that make strata in both files; what is left unused is said. Raises HubError.

    By position: all further columns. By name: columns of both files that tell apart the population of one place.
    """
    if not (cases.named and people.named):
        ours, theirs = len(cases.others), len(people.others)
        if ours != theirs:
            raise HubError(
                f"病例文件有 {ours} 个协变量列，人口文件有 {theirs} 个；须一致。",
                f"Cases have {ours} columns of covariates, the population {theirs}; they must agree.",
            )
        return [str(at) for at in range(ours)], []
    shared = [name for name in cases.others if name in people.others] if cases.path != people.path else []
    names = [name for name in shared if _parts(people, name)]
    unused = sorted({*cases.others, *people.others} - set(names))
    said = []
    if names:
        said.append({"zh": f"按以下列分层标准化：{'、'.join(names)}。", "en": f"Standardised by {', '.join(names)}."})
    if unused:
        said.append({"zh": f"未使用的列：{'、'.join(unused)}。", "en": f"Columns not used: {', '.join(unused)}."})
    return names, said


def _parts(table: Table, name: str) -> bool:
    """Whether a place has more than one value of the column."""
    pairs = set(zip(table.columns["id"], table.others[name], strict=True))
    return len(pairs) > len(set(table.columns["id"]))


def _numbered(cases: Table, people: Table, names: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The number of each row's stratum in both files, and how many there are."""

    def keys(table: Table) -> list[str]:
        columns = [table.others[name] for name in names] if table.named else list(table.others.values())
        return ["\x1f".join(row) for row in zip(*columns, strict=True)] if columns else [""] * len(table.lines)

    number: dict[str, int] = {}
    both = [
        np.array([number.setdefault(key, len(number)) for key in keys(table)], np.int64) for table in (people, cases)
    ]
    return both[1], both[0], len(number)


def _groups(
    place: NDArray[np.int64], stratum: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each row, and each group's place * count + stratum."""
    groups, group = np.unique(place * count + stratum, return_inverse=True)
    return group, groups


def _by_date(
    people: Counted, group: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.float64], Moments | None, list[Said]]:
    """Persons float64[groups, D] and their D dates; a date at which a group is not told counts none, and is said."""
    if people.dates is None:
        return np.bincount(group, people.amounts, groups).astype(float)[:, None], None, []
    days, at = np.unique(people.dates.first, return_inverse=True)
    counted, told = np.zeros((groups, len(days))), np.zeros((groups, len(days)), bool)
    np.add.at(counted, (group, at), people.amounts)
    told[group, at] = True
    missing = int((~told).sum())
    said = {
        "zh": f"人口文件有 {missing} 处某时点缺行，按零计；如非零请补全。",
        "en": f"The population lacks {missing} rows at some date; taken as nought. Add them if it is not.",
    }
    return counted, Moments(days, people.dates.unit), [said] if missing else []


def _need_people(
    cases: Counted, stratum: NDArray[np.int64], of: NDArray[np.float64], total: NDArray[np.float64]
) -> None:
    empty = np.flatnonzero((of > 0) & (total <= 0))
    if len(empty):
        row = int(np.flatnonzero((stratum == empty[0]) & (cases.amounts > 0))[0])
        raise cases.table.refuse(
            row,
            "这一层有病例而全部人口为零；请补人口或改协变量。",
            "this stratum has cases but no population at all; add it or mend the covariates.",
        )
