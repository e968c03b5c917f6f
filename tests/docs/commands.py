"""The generated page of the command line: each command with its help, arguments and options."""

from collections.abc import Iterator
from typing import Any

import typer

from hub.cli.app import build
from tests.docs.markdown import fenced, table


def commands() -> str:
    """Every command under a heading of its own, in the order of `ohub --help`."""
    return "\n\n".join(
        _command(words, command) for words, command in _commands("ohub", typer.main.get_command(build()))
    )


def _commands(words: str, group: Any) -> Iterator[tuple[str, Any]]:
    """The commands with all their words, those of a group in the place of the group."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(f"{words} {name}", command)
        else:
            yield f"{words} {name}", command


def _command(words: str, command: Any) -> str:
    parts = [f"### {words}", command.help, fenced("", " ".join([words, *map(_usage, command.params)]))]
    if command.params:
        parts.append(table(["参数与选项", "类型 type", "默认 default", "说明 meaning"], map(_line, command.params)))
    return "\n\n".join(parts)


def _usage(parameter: Any) -> str:
    """`PATHS...`, `--source STR`, `[--json]`."""
    text = _name(parameter)
    if not _is_argument(parameter) and not _is_flag(parameter):
        text += f" {_type(parameter)}"
    text += "..." if _is_repeated(parameter) else ""
    return text if parameter.required else f"[{text}]"


def _line(parameter: Any) -> list[str]:
    if parameter.required:
        default = "必填 required"
    else:
        default = "" if parameter.default is None or _is_flag(parameter) else f"`{parameter.default}`"
    repeated = " 可多个 may be repeated" if _is_repeated(parameter) else ""
    return [f"`{_name(parameter)}`", _range(parameter), default, f"{parameter.help}{repeated}"]


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _is_flag(parameter: Any) -> bool:
    return bool(getattr(parameter, "is_flag", False))


def _is_repeated(parameter: Any) -> bool:
    return bool(parameter.nargs == -1 or getattr(parameter, "multiple", False))


def _name(parameter: Any) -> str:
    return parameter.name.upper() if _is_argument(parameter) else " / ".join(parameter.opts)


def _type(parameter: Any) -> str:
    kind: str = parameter.bare_type().removeprefix("list[").removesuffix("]")
    return {"datetime": "DATE", "str": "TEXT"}.get(kind, kind.upper())


def _range(parameter: Any) -> str:
    """The type, with the least and greatest where there are such."""
    if _is_flag(parameter):
        return ""
    least, greatest = parameter.min, parameter.max
    bounds = "" if least is None else f" ≥ {least:,}" if greatest is None else f" {least:,}…{greatest:,}"
    return _type(parameter).lower() + bounds
