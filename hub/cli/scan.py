"""The command of the scan statistic for people's own files; it needs no store."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer, progress

LISTED = 8  # places of a cluster on a terminal; --json has all
Model = StrEnum("Model", ["poisson", "bernoulli", "permutation"])
Time = StrEnum("Time", ["none", "retrospective", "prospective"])
System = StrEnum("System", ["cartesian", "latlong"])
Unit = StrEnum("Unit", ["year", "month", "day"])
Window = StrEnum("Window", ["circular", "flexible"])

Cases = Annotated[Path, typer.Option("--cases", help="病例文件 .cas or CSV: place, cases[, date, covariates]")]
Places = Annotated[Path, typer.Option("--coordinates", help="坐标文件 .geo or CSV: place, x, y or latitude, longitude")]
People = Annotated[Path | None, typer.Option("--population", help="人口文件 .pop or CSV: place, date, population")]
Controls = Annotated[Path | None, typer.Option("--controls", help="对照文件 .ctl or CSV: place, controls[, date]")]
OfPlaces = Annotated[
    System | None, typer.Option("--coordinate-system", help="坐标系 default: by the columns' names, else cartesian")
]
OfModel = Annotated[Model, typer.Option("--model", help="概率模型 probability model")]
OverTime = Annotated[Time, typer.Option("--time", help="时间 retrospective: any run; prospective: runs up to the end")]
TimeUnit = Annotated[Unit | None, typer.Option("--time-unit", help="时段单位 default: as precise as the dates")]
Length = Annotated[int, typer.Option("--time-length", min=1, help="每个时段含几个单位 units in one interval")]
Start = Annotated[str | None, typer.Option("--start", help="研究期开始 first date; default: of the cases")]
End = Annotated[str | None, typer.Option("--end", help="研究期结束 last date; default: of the cases")]
OfWindow = Annotated[
    Window, typer.Option("--window", help="窗口形状 flexible: circles, ellipses and grown shapes, without time")
]
Size = Annotated[float, typer.Option("--max-size", help="窗口上限：占人口之份额 largest share of the population")]
Radius = Annotated[float | None, typer.Option("--max-radius", help="最大半径 largest radius, in km or as x and y")]
Duration = Annotated[float, typer.Option("--max-duration", help="时长上限：占研究期之份额 largest share of the period")]
Replicates = Annotated[int, typer.Option("--replicates", min=0, help="模拟次数 replicates under the null")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 the same seed, the same answer")]
Plot = Annotated[Path | None, typer.Option("--plot", help="地图 a map, .png or .html")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("scan")(scan_command)


def scan_command(  # noqa: PLR0913, PLR0917 - one argument an option
    cases: Cases,
    coordinates: Places,
    population: People = None,
    controls: Controls = None,
    coordinate_system: OfPlaces = None,
    model: OfModel = Model.poisson,
    time: OverTime = Time.none,
    time_unit: TimeUnit = None,
    time_length: Length = 1,
    start: Start = None,
    end: End = None,
    window: OfWindow = Window.circular,
    max_size: Size = 0.5,
    max_radius: Radius = None,
    max_duration: Duration = 0.5,
    replicates: Replicates = 999,
    seed: Seed = 1,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """聚集扫描 The scan statistic on your own files: where, and when, there are more cases than expected."""
    from analytics.clusters.scan.windows import Settings
    from hub.scanning.answering import scan_files
    from hub.scanning.picture import check_picture, draw
    from hub.scanning.study import Asked

    if plot is not None:
        check_picture(plot)
    asked = Asked(
        cases,
        coordinates,
        population,
        controls,
        system=_word(coordinate_system),
        model=model.value,
        time=time.value,
        window=window.value,
        unit=_word(time_unit),
        length=time_length,
        start=start,
        end=end,
    )
    with progress("ohub scan", 100) as bar:

        def tell(share: float) -> None:
            bar.update(bar.task_ids[0], completed=100 * share)

        settings = Settings(max_size, max_radius, max_duration, replicates, seed, tell)
        study, found = scan_files(asked, settings)
    if plot is not None:
        draw(plot, study, found)
    answer(found, as_json) if as_json else _show(found)


def _word(choice: StrEnum | None) -> str | None:
    return choice.value if choice else None


def _show(found: dict[str, Any]) -> None:
    for said in found["warnings"]:
        typer.echo(f"注意 note: {said['zh']} {said['en']}", err=True)
    answer([_row(each) for each in found["clusters"]], as_json=False, title="ohub scan")
    if not found["clusters"]:
        typer.echo("没有发现聚集。No clusters were found.")


def _row(cluster: dict[str, Any]) -> dict[str, Any]:
    named = cluster["locations"]
    row = {
        "#": cluster["rank"],
        "地点": " ".join(named[:LISTED]) + (f" … {len(named)}" if len(named) > LISTED else ""),
        "观察": cluster["observed"],
        "期望": f"{cluster['expected']:.2f}",
        "RR": "∞" if cluster["relative_risk"] is None else f"{cluster['relative_risk']:.2f}",
        "LLR": f"{cluster['llr']:.6f}",
        "p": f"{cluster['p_value']:.4g}",
    }
    if cluster["start"]:
        row["时间"] = f"{cluster['start']} – {cluster['end']}"
    if cluster["recurrence_interval_days"]:
        row["重现间隔（天）"] = f"{cluster['recurrence_interval_days']:.0f}"
    return row
