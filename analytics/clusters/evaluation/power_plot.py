"""A picture of the power table: what the flexible scan gains on circles, and how soon outbreaks are seen."""

from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def power_plot(table: pd.DataFrame, path: Path) -> None:
    """Draw a table as of `power_table` into a file, whose ending says its form: png, svg or pdf."""
    figure = Figure(figsize=(11, 5), layout="constrained")
    FigureCanvasAgg(figure)
    shapes, outbreaks = figure.subplots(1, 2)
    _gain(shapes, table[table.months.isna()])
    _delay(outbreaks, table[table.months.notna()])
    figure.savefig(path, dpi=150)


def _gain(axes: Axes, table: pd.DataFrame) -> None:
    """A point for each cluster: its power by any shape over that by circles."""
    power = table.pivot_table(index=["shape", "size", "relative_risk"], columns="detector", values="power")
    for shape, points in power.groupby(level="shape", sort=False):
        axes.scatter(points["circles"], points["flexible"], label=shape)
    axes.axline((0, 0), slope=1, color="grey", linewidth=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="power of circles alone", ylabel="power of the flexible scan")
    axes.legend(title="shape")


def _delay(axes: Axes, table: pd.DataFrame) -> None:
    """A line for each size and duration: the share of outbreaks seen within a year, by relative risk."""
    for (size, months), line in table.groupby(["size", "months"]):
        axes.plot(line.relative_risk, line.power, marker="o", label=f"{size} places, {months:.0f} months")
    axes.set(ylim=(0, 1), xlabel="relative risk", ylabel="share seen within a year")
    axes.legend()
