"""Tries of a change of law that somebody asked for on a page: counts alone are kept, outside the database."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import yaml

from analytics.parameters import parameter, path_of
from analytics.simulation.changes import Change
from analytics.simulation.refusing import ChangeError
from analytics.simulation.switching import parameter_from
from hub.db import Store
from hub.errors import HubError
from hub.security.actor import Actor

TRIED = ("gaps", "compliance", "quality", "entitlements")  # folders of parameters that findings and amounts rest on
SOURCE = "试算 trial"


@dataclass(frozen=True)
class Trial:
    """What a change of one parameter from a day on would change: `counts` by rule or item, then by what happens."""

    at: datetime
    seconds: float
    asked_by: str
    parameter: str
    edited: str
    begins: date
    as_of: date
    compared: list[str]
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Asked:
    """What is tried: numbers as `read_numbers` reads them in the place of a parameter's, from one day, by another."""

    parameter: str
    edited: str
    begins: date
    as_of: date


def keep_trial(store: Store, actor: Actor, asked: Asked, asked_by: str) -> Trial:
    """Simulate and keep the counts. Raises HubError where an analysis is under way, or the change is none."""
    from hub.surveillance.simulating import simulate  # heavy, and a process that only serves has no use for it

    clock, at = time.monotonic(), datetime.now(UTC)
    told = simulate(store, actor, change_of(asked.parameter, asked.edited, asked.begins), asked.as_of)
    found = Trial(at, round(time.monotonic() - clock, 1), asked_by, **vars(asked),
                  compared=told["compared"], counts=told["counts"])  # fmt: skip
    folder = trial_folder(store)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{at:%Y%m%dT%H%M%S%fZ}.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return found


def change_of(name: str, edited: str, begins: date) -> Change:
    """The change that puts numbers, as `read_numbers` reads them, in the place of a parameter's. Raises HubError."""
    path = path_of(name)
    value = {"from": begins, "source": SOURCE, "verified": False} | read_numbers(name, edited)
    try:
        text = parameter_from(path.read_text(encoding="utf-8"), yaml.safe_dump({"values": [value]}), begins)
    except ChangeError as refusal:
        raise HubError(refusal.zh, refusal.en) from None
    return Change({path: text}, (f"parameters/{name}",))


def read_numbers(name: str, edited: str) -> dict[str, float | dict[str, float]]:
    """What was typed for a parameter: a number, or for a table a number for each of its keys, like `1: 27, 2: 25`.

    Raises HubError.
    """
    table = parameter(name).values[-1].table
    try:
        return {"table": _table(edited, table)} if table else {"value": _number(edited)}
    except ValueError:
        keys = "、".join(table)
        raise HubError(
            f"须为每一项写一个数，如 {next(iter(table))}: 30；各项：{keys}。" if table else "须为不小于 0 的数。",
            f"Give a number for each key, like {next(iter(table))}: 30; the keys: {keys}." if table
            else "This must be a number of at least 0.",
        ) from None  # fmt: skip


def written_numbers(table: Mapping[str, float], value: float) -> str:
    """Numbers as they are typed."""
    return ", ".join(f"{key}: {number:g}" for key, number in table.items()) if table else f"{value:g}"


def trials(store: Store, limit: int) -> list[Trial]:
    """The latest trials, the last one first."""
    paths = sorted(trial_folder(store).glob("*.json"), reverse=True)[:limit]
    return [_read(orjson.loads(path.read_bytes())) for path in paths]


def trial_folder(store: Store) -> Path:
    return store.settings.home / "trials"


def _read(told: dict[str, Any]) -> Trial:
    days = {name: date.fromisoformat(told[name]) for name in ("begins", "as_of")}
    return Trial(**told | days | {"at": datetime.fromisoformat(told["at"])})


def _table(edited: str, table: Mapping[str, float]) -> dict[str, float]:
    pairs = (pair.partition(":") for pair in edited.replace("，", ",").replace("：", ":").split(",") if pair.strip())
    found = {key.strip(): _number(number) for key, _, number in pairs}
    if found.keys() != set(table):
        raise ValueError("other keys")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1e9:
        raise ValueError("out of reach")
    return int(number) if number == int(number) else number
