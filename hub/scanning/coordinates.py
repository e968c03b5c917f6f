"""Where the places are: planar x and y, or latitude and longitude (in this order, by position) in degrees."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.windows import Places
from hub.errors import HubError
from hub.scanning.numbers import numbers
from hub.scanning.tables import Table, read_table

Said = dict[str, str]
CHINA = ((18.0, 54.0), (73.0, 136.0))  # latitudes and longitudes
METRES = "坐标像以米为单位的平面坐标；请改用 --coordinate-system cartesian。"
METRES_EN = "these look like planar metres; use --coordinate-system cartesian."
SWAPPED = "纬度与经度像是写反了：.geo 文件先纬度后经度。"
SWAPPED_EN = "latitude and longitude look swapped: a .geo file has latitude first."
DEGREES = "平面坐标看起来是经纬度；如是，请用 --coordinate-system latlong。"
DEGREES_EN = "The planar coordinates look like degrees; if they are, use --coordinate-system latlong."


@dataclass(frozen=True)
class Coordinates:
    """`ids` in the order of the file, each once, and where they are."""

    ids: list[str]
    places: Places
    warnings: list[Said]


def read_coordinates(path: Path, system: str | None) -> Coordinates:
    """`system` "cartesian" or "latlong"; None: by the columns' names, else cartesian. Raises HubError."""
    table = read_table(path, "coordinates")
    geographic = system == "latlong" or (system is None and table.named and "x" not in table.columns)
    across, up = _axes(table, geographic)
    first, kept = _each_once(table, across, up)
    places = Places(across[kept], up[kept], geographic)
    _check_degrees(table, kept, places)
    return Coordinates(first, places, _doubts(places))


def _axes(table: Table, geographic: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    names = ("longitude", "latitude") if geographic else ("x", "y")
    if not table.named:
        if len(table.others) > 2:
            raise table.refuse(
                0, "坐标须为两列；不支持三维。", "coordinates must be two columns; three dimensions are not supported."
            )
        names, columns = (("2", "3"), table.others) if not geographic else (("3", "2"), table.others)
    else:
        columns = table.columns
    missing = next((name for name in names if name not in columns), None)
    if missing:
        raise HubError(
            f"{table.path.name} 缺少坐标列 {missing}；平面坐标要 x、y，经纬度要 longitude、latitude。",
            f"{table.path.name} has no column {missing}: planar needs x and y, latlong longitude and latitude.",
        )
    return numbers(table, columns[names[0]], "坐标", "coordinate"), numbers(
        table, columns[names[1]], "坐标", "coordinate"
    )


def _each_once(
    table: Table, across: NDArray[np.float64], up: NDArray[np.float64]
) -> tuple[list[str], NDArray[np.int64]]:
    """Identifiers and the row of each; a place named twice must lie where it lay."""
    row_of: dict[str, int] = {}
    for row, each in enumerate(table.columns["id"]):
        before = row_of.setdefault(each, row)
        if (across[before], up[before]) != (across[row], up[row]):
            raise table.refuse(
                row, "这个地点已在别处；请改正坐标或编号。", "this place already lies elsewhere; mend it."
            )
    return list(row_of), np.array(list(row_of.values()), np.int64)


def _check_degrees(table: Table, kept: NDArray[np.int64], places: Places) -> None:
    if not places.geographic:
        return
    wrong = np.flatnonzero((np.abs(places.y) > 90) | (np.abs(places.x) > 180))
    if len(wrong):
        metres = bool((np.abs(places.x) > 180).any() and (np.abs(places.y) > 180).any())
        zh, en = (METRES, METRES_EN) if metres else (SWAPPED, SWAPPED_EN)
        at = int(wrong[0])
        raise table.refuse(int(kept[at]), f"纬度 {places.y[at]:g}、经度 {places.x[at]:g} 不存在；{zh}",
                           f"there is no latitude {places.y[at]:g}, longitude {places.x[at]:g}; {en}")  # fmt: skip


def _doubts(places: Places) -> list[Said]:
    """Warnings where the other reading of the numbers would lie in China, and this one does not."""

    def within(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
        (low, high), (west, east) = CHINA
        return bool(((first > low) & (first < high) & (second > west) & (second < east)).all())

    swapped = within(places.x, places.y)
    if places.geographic:
        return [{"zh": SWAPPED, "en": SWAPPED_EN.capitalize()}] if swapped else []
    return [{"zh": DEGREES, "en": DEGREES_EN}] if swapped or within(places.y, places.x) else []
