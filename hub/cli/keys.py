"""Commands for the keys of the vault: rotate, seal anew, take an old one off the ring."""

from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.errors import HubError
from hub.keeping.resealing import left, reseal
from hub.security.actor import operator
from hub.security.keys import Algorithm, add_key, forget_key, read_ring


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    keys = typer.Typer(no_args_is_help=True, help="身份库的密钥 Keys of the identity vault")
    keys.command("list")(list_command)
    keys.command("rotate")(rotate_command)
    keys.command("reseal")(reseal_command)
    keys.command("forget")(forget_command)
    app.add_typer(keys, name="keys")


def list_command(as_json: Json = False) -> None:
    """密钥及其用量 The keys on the ring, and how many values each still seals. Never the keys themselves."""
    with opened() as store:
        ring = read_ring(store.keys_path)
        rows = [_row(name, key.algorithm, name == ring.current, left(store, operator(), name))
                for name, key in ring.vault.items()]  # fmt: skip
    answer(rows, as_json, "ohub keys")


def rotate_command(
    algorithm: Annotated[Algorithm, typer.Option(help="算法 cipher of the new key")] = Algorithm.AES,
    as_json: Json = False,
) -> None:
    """更换密钥 Put a new key on the ring and seal everything anew with it; the hub may go on working meanwhile."""
    with opened() as store:
        name = add_key(store.keys_path, algorithm)
        with progress("ohub keys rotate") as bar:
            done = reseal(store, operator(), lambda n: bar.update(bar.task_ids[0], completed=n))
    answer({"key": name, "algorithm": algorithm.value, "resealed": sum(done.values())}, as_json, "ohub keys rotate")


def reseal_command(as_json: Json = False) -> None:
    """重新加密 Seal anew what is still sealed with an older key."""
    with opened() as store, progress("ohub keys reseal") as bar:
        done = reseal(store, operator(), lambda n: bar.update(bar.task_ids[0], completed=n))
    answer(done, as_json, "ohub keys reseal")


def forget_command(name: Annotated[str, typer.Argument(help="密钥 id of the key")], as_json: Json = False) -> None:
    """移除旧密钥 Take a key off the ring that seals nothing any more."""
    with opened() as store:
        number = left(store, operator(), name)
        if number:
            raise HubError(
                f"仍有 {number} 个值由密钥 {name} 加密；请先运行 ohub keys reseal。",
                f"{number} values are still sealed with {name}; run `ohub keys reseal` first.",
            )
        forget_key(store.keys_path, name)
    answer({"forgotten": name}, as_json, "ohub keys forget")


def _row(name: str, algorithm: Algorithm, current: bool, values: int) -> dict[str, Any]:
    return {"key": name, "algorithm": algorithm.value, "current": current, "values": values}
