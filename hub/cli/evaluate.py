"""Commands that say how good the nightly look for clusters is: where the truth is known, and in this store."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.security.actor import operator

SHOWN = ("clusters", "power", "false_signals", "false_signals_a_month", "at_artefacts", "deafened", "deafened_seen",
         "months_before_deafness", "seconds_a_night")  # fmt: skip
Of = StrEnum("Of", ["age", "exposure", "hazard", "institution", "sex", "exam_type"])
By = Annotated[Of, typer.Option("--by", help="按什么看 what to look by; ages in tens of years, exposure in bands")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期 last day looked at")]
Seeds = Annotated[str, typer.Option("--seeds", help="省份种子，逗号分隔 seeds of the provinces, by commas")]
Workers = Annotated[int, typer.Option("--workers", min=5000, help="每省劳动者 workers of each province")]
Months = Annotated[
    int, typer.Option("--months", min=1, max=60, help="夜数：每月末一夜 nights, one at each month's end")
]
Worlds = Annotated[int, typer.Option("--worlds", min=0, help="扫描窗口的模拟世界数 worlds of each shape; 0: none")]
Plot = Annotated[Path | None, typer.Option("--plot", help="功效图 power of the scans as a picture, .png")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    group = typer.Typer(no_args_is_help=True, help="评价方法 How good a method is, where the truth is known")
    group.command("clusters")(clusters_command)
    group.command("expectation")(expectation_command)
    app.add_typer(group, name="evaluate")


def clusters_command(
    seeds: Seeds = "1,2,3,4,5",
    workers: Workers = 15_000,
    months: Months = 24,
    worlds: Worlds = 0,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """聚集探测的功效与误报 Power, time to detection and false signals a month on provinces whose harm is known."""
    from hub.evaluation.clusters import evaluate, summed

    if plot is not None and not worlds:
        raise typer.BadParameter("--plot 画的是扫描窗口，需要 --worlds。--plot draws the scans; give --worlds.")
    chosen = _seeds(seeds)
    nights = []
    with progress("ohub evaluate clusters", len(chosen)) as bar:
        for one in evaluate(chosen, workers, months):
            nights.append(one)
            bar.advance(bar.task_ids[0])
    told: dict[str, Any] = {"seeds": chosen, "workers": workers, "months": months, **summed(nights)}
    if worlds:
        told |= _scans(worlds, chosen[0], plot)
    if as_json:
        answer(told, as_json)
        return
    answer({name: told[name] for name in SHOWN}, as_json=False, title="ohub evaluate clusters")
    answer([{name: str(value) for name, value in row.items()} for row in told["planted"]], as_json=False)
    for name in ("scans", "scans_without_clusters"):
        answer([{title: _cell(value) for title, value in row.items()} for row in told.get(name, ())], as_json=False)


def expectation_command(by: By = Of.age, as_of: AsOf = None, as_json: Json = False) -> None:
    """期望数的校准 Observed against expected in this store, by age, exposure, hazard, institution, sex or kind."""
    from hub.evaluation.expectation import calibrated

    with opened() as store:
        rows = calibrated(store, operator(), by.value, as_of.date() if as_of else None)
    shown = rows if as_json else [{name: _cell(value) for name, value in row.items()} for row in rows]
    answer(shown, as_json, title=f"ohub evaluate expectation: {by.value}")


def _scans(worlds: int, seed: int, plot: Path | None) -> dict[str, Any]:
    """Power of the scans by shape, size, risk and duration, and how often they find what is not there."""
    from analytics.clusters.evaluation.power import false_alarms, power_table
    from analytics.clusters.evaluation.power_plot import power_plot

    with progress("scans", 100) as bar:
        table = power_table(worlds, seed, lambda share: bar.update(bar.task_ids[0], completed=100 * share))
    if plot is not None:
        power_plot(table, plot)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return {"scans": rows, "scans_without_clusters": false_alarms(worlds, seed).to_dict("records")}


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def _seeds(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isdigit() for part in parts):
        raise typer.BadParameter("种子须是以逗号分隔的整数。Seeds must be whole numbers, by commas.")
    return [int(part) for part in parts]
