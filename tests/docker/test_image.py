"""The image is installed by the same steps as a newcomer's checkout, runs as nobody special, and carries no tools."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = ROOT / "docker" / "compose.yml"


def prerequisites(target: str) -> set[str]:
    """What a target of the Makefile stands on."""
    (line,) = re.findall(rf"^{target}:(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return set(line.split())


def test_the_image_is_installed_as_the_readme_says() -> None:
    (built,) = re.findall(r"^RUN (make .*)$", DOCKERFILE, re.MULTILINE)
    assert built in (ROOT / "README.md").read_text(encoding="utf-8")
    assert prerequisites("production") == prerequisites("run")


def test_what_is_installed_runs_by_itself(tmp_path: Path) -> None:
    """The steps of `make production`, less the libraries: the wheel holds all its data, and nothing of the tests."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    folders = ("hub", "connectors", "analytics", "schemas")
    kept = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = [path for path in kept if "__pycache__" not in path.parts and path.suffix not in {".ready", ""}]
    assert {path.relative_to(ROOT).as_posix() for path in kept} <= names
    assert not [name for name in names if "__pycache__" in name]  # what numba compiled fits this processor only
    assert not [name for name in names if name.startswith("tests/")]


def test_the_last_stage_is_bare_and_unprivileged() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert "apt-get" not in last
    assert "pip" not in last
    assert re.search(r"^USER ohub$", last, re.MULTILINE)


def test_the_image_runs_commands_that_exist() -> None:
    from hub.cli.app import commands

    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    (cmd,) = re.findall(r'^CMD \["ohub", "(\w+)"', DOCKERFILE, re.MULTILINE)
    assert {cmd, services["worker"]["command"][1]} <= commands()


def test_no_password_is_written_down() -> None:
    assert not re.search(r"PASSWORD: +[^$\s]", COMPOSE.read_text(encoding="utf-8"))


def test_compose_is_read_by_docker_where_there_is_one() -> None:
    if shutil.which("docker") is None or subprocess.run(["docker", "compose", "version"], check=False).returncode:
        pytest.skip("no docker compose on this machine")
    checked = subprocess.run(
        ["docker", "compose", "-f", str(COMPOSE), "config", "--quiet"],
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "OHUB_DB_PASSWORD": "only-for-this-check"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
