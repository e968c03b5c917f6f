"""Files in a folder of this machine: each once, in order, and a sentence where they cannot be read."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.transports import TransportError
from connectors.transports.folder import Feed


@dataclass
class Count:
    retries: int = 0


def put(folder: Path, name: str, changed_at: int = 100) -> None:
    """A file that says its own name."""
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(name)
    os.utime(folder / name, (changed_at, changed_at))


def feed(path: Path, pattern: str = "*.csv") -> Feed:
    return Feed(name="f", source="insurance", path=path, pattern=pattern)


def pull(wanted: Feed, cursor: str | None = None) -> tuple[list[str], str | None]:
    taken = []
    for page in wanted.pages(cursor, Count()):
        taken.append(page.payload.read().decode())
        cursor = page.cursor
    return taken, cursor


def test_files_come_once_and_in_order(tmp_path: Path) -> None:
    for name, changed_at in (("二.csv", 200), ("一.csv", 100), ("x.txt", 100), ("三.csv.part", 150)):
        put(tmp_path, name, changed_at)
    taken, cursor = pull(feed(tmp_path))
    assert taken == ["一.csv", "二.csv"]
    assert pull(feed(tmp_path), cursor) == ([], cursor)
    (tmp_path / "三.csv.part").rename(tmp_path / "三.csv")  # it keeps its time, behind the last that was taken
    put(tmp_path, "四.csv", 300)
    assert pull(feed(tmp_path), cursor)[0] == ["三.csv.part", "四.csv"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.csv", ["a.csv"]),
        ("*/*.csv", ["x/a.csv", "y/a.csv"]),
        ("x/*.csv", ["x/a.csv"]),
        ("**/*.csv", ["a.csv", "x/a.csv", "x/z/a.csv", "y/a.csv"]),
        ("x/**", ["x/a.csv", "x/b.txt", "x/z/a.csv"]),
        ("**/z/*", ["x/z/a.csv"]),
    ],
)
def test_a_pattern_reaches_into_the_folders_below(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for name in ("a.csv", "x/a.csv", "x/b.txt", "x/z/a.csv", "y/a.csv", ".z/a.csv", "w.tmp/a.csv"):
        put(tmp_path, name)
    taken, cursor = pull(feed(tmp_path, pattern))
    assert taken == expected
    assert pull(feed(tmp_path, pattern), cursor)[0] == []


@pytest.mark.parametrize("pattern", ["", "/etc/*", "../*.csv", "x//*.csv", "x/"])
def test_a_pattern_stays_within_the_folder(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        feed(tmp_path, pattern)


def remove(folder: Path) -> None:
    folder.rmdir()


def make_file(folder: Path) -> None:
    folder.rmdir()
    folder.touch()


@pytest.mark.parametrize("change", [remove, make_file])
@pytest.mark.parametrize("pattern", ["*", "*/*", "**/*"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, change: Callable[[Path], None], pattern: str) -> None:
    folder = tmp_path / "示例"
    folder.mkdir()
    change(folder)
    with pytest.raises(TransportError, match="f: the folder") as refused:
        pull(feed(folder, pattern))
    assert refused.value.zh.startswith("f：文件夹")
    assert "示例" not in refused.value.zh + refused.value.en


def test_a_folder_without_files_has_nothing_new(tmp_path: Path) -> None:
    assert pull(feed(tmp_path)) == ([], None)


def test_a_file_that_goes_before_its_turn_is_left_out(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        put(tmp_path, f"{n}.csv", n)
    pages = feed(tmp_path).pages(None, Count())
    assert next(pages).payload.read() == b"1.csv"
    (tmp_path / "2.csv").unlink()
    page = next(pages)
    assert page.payload.read() == b"3.csv"
    put(tmp_path, "2.csv", 2)  # and back it comes
    assert pull(feed(tmp_path), page.cursor)[0] == ["2.csv"]


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "示例甲.csv")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "no", "示例甲.csv")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(TransportError, match="PermissionError") as refused:
        pull(feed(tmp_path))
    assert "示例甲" not in refused.value.zh + refused.value.en
