"""The charts of a report, as SVG for PDF and as PNG for DOCX, with Chinese characters on any machine."""

import io
from collections.abc import Sequence
from typing import Any, Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from pylopdf_fonts_zh_cn import sans_path

from hub.papers.paper import Picture

SIZE = (7.2, 2.9)  # inches
PLACE = (0.08, 0.2, 0.91, 0.7)  # of the axes in it: left, bottom, width, height
INK, DARK, PALE = "#333333", "#0b4f6c", "#9bb8c4"  # told apart in grey print too


def bars(caption: str, told: str, names: Sequence[str], values: Sequence[int | None]) -> Picture:
    """One bar for each name; a hidden value has a star and no bar."""
    figure, axes, font = _axes()
    axes.bar(range(len(names)), [value or 0 for value in values], color=DARK, width=0.6)
    _name(axes, names, font)
    for place, value in enumerate(values):
        said = "*" if value is None else str(value)
        axes.annotate(said, (place, value or 0), ha="center", va="bottom", fontproperties=font, color=INK)
    return _drawn(figure, caption, told)


def two_years(
    caption: str, told: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]]
) -> Picture:
    """Bars side by side for each name, the last series darker."""
    figure, axes, font = _axes()
    width = 0.8 / len(series)
    for n, (name, values) in enumerate(series):
        places = [place + (n - (len(series) - 1) / 2) * width for place in range(len(names))]
        color = DARK if n == len(series) - 1 else PALE
        axes.bar(places, [value or 0 for value in values], width=width, color=color, label=name)
    _name(axes, names, font)
    axes.legend(prop=font, frameon=False, loc="upper center", bbox_to_anchor=(0.5, 1.18), ncols=len(series))
    return _drawn(figure, caption, told)


def _axes() -> tuple[Figure, Any, FontProperties]:
    figure = Figure(figsize=SIZE)
    axes = figure.add_axes(PLACE)
    axes.spines[["top", "right"]].set_visible(False)
    axes.locator_params(axis="y", integer=True)
    axes.tick_params(colors=INK, labelsize=8)
    axes.margins(y=0.12)
    return figure, axes, FontProperties(fname=sans_path(), size=8)


def _name(axes: Any, names: Sequence[str], font: FontProperties) -> None:
    axes.set_xticks(range(len(names)), names, fontproperties=font, rotation=0 if len(names) <= 8 else 45)
    axes.set_ylim(bottom=0)


def _drawn(figure: Figure, caption: str, told: str) -> Picture:
    def draw(form: Literal["svg", "png"]) -> bytes:
        stream = io.BytesIO()
        figure.savefig(stream, format=form, dpi=200, metadata={"Date": None} if form == "svg" else None)
        return stream.getvalue()

    return Picture(caption, told, draw)
