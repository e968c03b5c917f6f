"""A map of a scan: every place by its size and its ratio of cases, and the windows of the clusters, by number.

PNG by matplotlib; HTML is one file that asks nothing of other addresses and tells each place when it is pointed at.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.clusters.scan.cylinders import EARTH_KM
from hub.errors import HubError
from hub.scanning.picture_html import as_html
from hub.scanning.study import Study

SHOWN = 10  # clusters drawn; the rest are in the list
SURE = 0.05  # p up to which a window is drawn whole, else dashed
FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "SimHei")
CLUSTER = "#b2182b"


@dataclass(frozen=True)
class Circle:
    """A window to draw: in the plane of the map, with its number."""

    rank: int
    x: float
    y: float
    radius: float
    sure: bool
    told: str


@dataclass(frozen=True)
class Drawing:
    """Places float64[n] in one plane (kilometres where geographic), ratio of cases to expected, and circles."""

    ids: list[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    cases: NDArray[np.int64]
    expected: NDArray[np.float64]
    circles: list[Circle]
    unit: str


def check_picture(path: Path) -> None:
    """Raises HubError unless a picture can be written there."""
    if path.suffix.lower() not in (".png", ".html"):
        raise HubError("--plot 须以 .png 或 .html 结尾。", "--plot must end in .png or .html.")
    if not path.absolute().parent.is_dir():
        raise HubError("--plot 的文件夹不存在。", "The folder of --plot does not exist.")


def draw(path: Path, study: Study, found: dict[str, Any]) -> None:
    """Write the map of an answer. Raises HubError where it cannot be written."""
    drawing = drawn(study, found)
    try:
        if path.suffix.lower() == ".html":
            path.write_text(as_html(drawing), encoding="utf-8")
        else:
            _as_png(drawing, path)
    except OSError:
        raise HubError("地图写不出来，请检查权限。", "The map cannot be written; check your rights.") from None


def drawn(study: Study, found: dict[str, Any]) -> Drawing:
    """Places and windows in one plane: coordinates as given, or kilometres east and north of the middle."""
    x, y, unit = study.places.x, study.places.y, ""
    if study.places.geographic:
        middle = float(np.radians(np.median(y)))
        x = np.radians(x - np.median(x)) * np.cos(middle) * EARTH_KM
        y, unit = np.radians(y - np.median(y)) * EARTH_KM, "km"
    cases = study.cases.sum(axis=1)
    return Drawing(study.ids, x, y, cases, _expected(study, cases), _circles(study, found, x, y), unit)


def _expected(study: Study, cases: NDArray[np.int64]) -> NDArray[np.float64]:
    if study.expected is None:
        return cases.astype(float)
    at_risk = study.expected.sum(axis=1)
    scaled: NDArray[np.float64] = at_risk * (cases.sum() / max(at_risk.sum(), 1e-12))
    return scaled


def _circles(study: Study, found: dict[str, Any], x: NDArray[np.float64], y: NDArray[np.float64]) -> list[Circle]:
    number = {each: at for at, each in enumerate(study.ids)}
    least = 0.008 * max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    circles = []
    for each in found["clusters"][:SHOWN]:
        at = number[each["centre"]]
        when = f"，{each['start']} – {each['end']}" if each["start"] else ""
        told = (
            f"{each['rank']}: {len(each['locations'])} 个地点，观察 {each['observed']}，"
            f"期望 {each['expected']:.2f}，p {each['p_value']:.3g}{when}"
        )
        sure = each["p_value"] <= SURE
        circles.append(Circle(each["rank"], float(x[at]), float(y[at]), max(each["radius"], least), sure, told))
    return circles


def _as_png(drawing: Drawing, path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 9), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    ratio = drawing.cases / np.maximum(drawing.expected, 1e-12)
    size = 8 + 160 * drawing.expected / max(drawing.expected.max(), 1e-12)
    dots = axes.scatter(
        drawing.x, drawing.y, size, np.clip(ratio, 0, 3), cmap="RdYlBu_r", vmin=0, vmax=2, edgecolors="#444", lw=0.4
    )
    chinese = _chinese_font()
    _draw_circles(axes, drawing, chinese)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel(drawing.unit)
    bar = figure.colorbar(dots, ax=axes, shrink=0.6, extend="max")
    bar.set_label("观察 / 期望" if chinese else "observed / expected", fontfamily=chinese)
    figure.savefig(path)


def _draw_circles(axes: Any, drawing: Drawing, font: str | None) -> None:
    from matplotlib.patches import Circle as Patch
    from matplotlib.patheffects import withStroke

    for each in drawing.circles:
        style = "-" if each.sure else "--"
        told = each.told if font else each.told.split(":")[0]
        axes.add_patch(Patch((each.x, each.y), each.radius, fill=False, ec=CLUSTER, lw=1.6, ls=style, label=told))
        name = axes.annotate(str(each.rank), (each.x, each.y), color=CLUSTER, weight="bold", ha="center", va="center")
        name.set_path_effects([withStroke(linewidth=3, foreground="white")])
    if drawing.circles:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), frameon=False, prop={"family": font, "size": 8})


def _chinese_font() -> str | None:
    from matplotlib import font_manager

    here = {each.name for each in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in here), None)
