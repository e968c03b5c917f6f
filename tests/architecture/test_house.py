"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "connectors", "analytics", "hub")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 180
LONGER = {
    "hub/migrations/versions/0001_store.py": "one statement per table, read from top to bottom",
    "hub/intake/steps.py": "the steps of storing are one text, in their order",
    "connectors/sources/national/layout.py": "the eight documents, field by field",
}


def tracked() -> list[Path]:
    """The files of the project: those git knows, or all where this is no checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), name(path)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_or_has_a_reason(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST or name(path) in LONGER, f"{name(path)} has {lines} lines"


def test_no_grab_bags() -> None:
    forbidden = {"utils", "util", "helpers", "common", "manager", "misc"}
    assert not [name(path) for path in [*MODULES, *TESTS] if forbidden & {*path.parts, path.stem}]


def test_every_folder_of_tests_is_a_package() -> None:
    """Without it, `tests/hub` could stand in for `hub` itself."""
    assert not [path.parent for path in TESTS if not (path.parent / "__init__.py").exists()]


def test_lock_files_have_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][^\s=]*==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_no_file_names_a_registry() -> None:
    hosts = re.compile(r"(pypi|pythonhosted|npmjs|debian|registry)\.(org|com)", re.IGNORECASE)
    texts = [path for path in tracked() if path.suffix in {".py", ".md", ".toml", ".txt", ".json", ".yml", ".csv", ""}]
    assert texts
    assert not [name(path) for path in texts if hosts.search(path.read_text(encoding="utf-8", errors="ignore"))]


def test_the_architecture_page_shows_every_package() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.parent for path in MODULES if path.parent.name != "versions"}
    folders = {folder for folder in folders if "sources" not in folder.parts or folder.name == "sources"}
    missing = [name(folder) for folder in sorted(folders) if f"{name(folder)}/" not in page]
    assert not missing
