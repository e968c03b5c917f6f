"""Which installed file an edited one stands for, and the overlay that a set of them makes from a day on."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from analytics import parameters
from analytics.parameters import all_parameters, path_of
from analytics.simulation.refusing import ChangeError
from analytics.simulation.switching import FROM, parameter_from, table_from
from analytics.surveillance import tables
from schemas import codes
from schemas.codes import all_lists

NOT_SIMULATED = ("division",)  # it decides who sees what, and nothing that is analysed


@dataclass(frozen=True)
class Change:
    """`texts` by the installed file they stand for, ready for `schemas.overlay.overlaid`; `names` for people."""

    texts: dict[Path, str]
    names: tuple[str, ...]

    @property
    def lists(self) -> frozenset[str]:
        """The code lists that are changed."""
        return frozenset(path.stem for path in self.texts if path.parent == codes.FOLDER)

    @property
    def of_editions(self) -> bool:
        """Are examinations asked for differently? Hazards name the sections of the editions."""
        return any(path.parent == tables.FOLDER for path in self.texts) or "hazard" in self.lists

    @property
    def of_entitlements(self) -> bool:
        return any(path.parent.name == "entitlements" for path in self.texts)


def change(on: date, of_parameters: Sequence[Path], of_codes: Sequence[Path], of_editions: Sequence[Path]) -> Change:
    """What edited files, named like the installed ones, make of them from `on`. Raises ChangeError."""
    texts = {}
    for given in of_parameters:
        path = path_of(_parameter_named(given))
        texts[path] = parameter_from(path.read_text(encoding="utf-8"), _read(given), on)
    for given in of_codes:
        path = _list_named(given)
        texts[path] = table_from(path.read_text(encoding="utf-8"), _read(given), on)
    for given in sorted(of_editions, key=lambda path: path.stem != "editions"):
        path = _edition_table_named(given)
        texts[path] = _edition_table(path, _read(given), on)
    return Change(texts, tuple(_name(path) for path in texts))


def _read(given: Path) -> str:
    try:
        return given.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ChangeError(
            f"文件 {given.name} 读不出来；请检查路径、读取权限和 UTF-8 编码。",
            f"The file {given.name} cannot be read; check its path, the right to read it and that it is UTF-8.",
        ) from None


def _parameter_named(given: Path) -> str:
    """By the name of the file, and of its folder where several parameters have that name."""
    named = [name for name in all_parameters() if name.split("/")[-1] == given.stem]
    exact = [name for name in named if name.split("/")[:-1] == [given.parent.name]]
    if len(found := exact or named) != 1:
        known = "、".join(named or all_parameters())
        raise ChangeError(
            f"文件名须与要修改的参数相同，同名的再加文件夹，如 gaps/{given.name}；候选：{known}。",
            f"Name the file like the parameter it changes, in a folder like gaps/ where several match; known: {known}.",
        )
    return found[0]


def _list_named(given: Path) -> Path:
    if given.stem not in all_lists() or given.stem in NOT_SIMULATED:
        known = "、".join(name for name in all_lists() if name not in NOT_SIMULATED)
        raise ChangeError(
            f"文件名须与要修改的代码表相同；可用：{known}。", f"Name the file like the code list it changes: {known}."
        )
    return codes.FOLDER / f"{given.stem}.csv"


def _edition_table_named(given: Path) -> Path:
    known = sorted(path.stem for path in tables.FOLDER.glob("*.csv"))
    if given.stem not in known:
        names = "、".join(known)
        raise ChangeError(
            f"文件名须与要修改的标准表相同；可用：{names}。", f"Name the file like the table it changes: {names}."
        )
    return tables.FOLDER / f"{given.stem}.csv"


def _edition_table(path: Path, edited: str, on: date) -> str:
    """The list of editions is dated itself; what an edition asks for cannot change once it is in force."""
    installed = path.read_text(encoding="utf-8")
    if FROM in installed.splitlines()[0].split(","):
        return table_from(installed, edited, on)
    old, new = _by_edition(installed), _by_edition(edited)
    kept = [name for name, begins in _begins().items() if begins < on]
    if any(old.get(name) != new.get(name) for name in kept) or "" in new:
        raise ChangeError(
            f"{path.name}：{'、'.join(kept)} 在 {on} 以前已经施行，其各行不能改动；"
            "请把改动写成新的版本，并列入 editions.csv。",
            f"{path.name}: the rows of {', '.join(kept)}, in force before {on}, must stay as they are; write the "
            "change as a new edition, and list it in editions.csv.",
        )
    return edited


def _begins() -> dict[str, date]:
    rows = csv.DictReader(StringIO((tables.FOLDER / "editions.csv").read_text(encoding="utf-8")))
    return {row["edition"]: date.fromisoformat(row[FROM]) for row in rows}


def _by_edition(text: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in csv.DictReader(StringIO(text)):
        found.setdefault(row.get("edition", ""), []).append(tuple(map(str, row.values())))
    return {name: sorted(rows) for name, rows in found.items()}


def _name(path: Path) -> str:
    above = codes.FOLDER.parent if codes.FOLDER in path.parents else parameters.FOLDER.parent
    return path.relative_to(above).with_suffix("").as_posix()
