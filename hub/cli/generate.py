"""The command that generates a synthetic province as files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.output import Json, answer, progress
from hub.errors import HubError


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("generate")(generate_command)


def generate_command(
    out: Annotated[Path, typer.Option(help="目录，须为空 an empty folder to write into")],
    workers: Annotated[int, typer.Option(min=1, max=10_000_000, help="劳动者人数 how many workers")] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子 the same seed makes the same province")] = 1,
    as_json: Json = False,
) -> None:
    """生成示范省 Generate a synthetic province: what its partners would send, and the truth about it."""
    from hub.province.generating import generate

    if out.exists() and any(out.iterdir()):
        raise HubError("输出目录不是空的；请换一个目录。", "The output folder is not empty; choose another.")
    with progress("ohub generate", total=workers) as bar:
        made = generate(workers, seed, out, lambda done: bar.update(bar.task_ids[0], completed=done))
    result = asdict(made) | {"out": str(out)}
    if as_json:
        answer(result, as_json)
        return
    answer(made.calibration, as_json, "对照已发表数据 against published figures")
    answer(made.records, as_json, "ohub generate")
