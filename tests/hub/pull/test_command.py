"""`ohub export national` as it is typed, and as it is killed."""

import json
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.app import build, commands
from hub.config import settings
from hub.db import Store
from tests.benchmarks.documents import write_examinations
from tests.faults.commands import environment, run, start
from tests.hub.intake.messages import bring, message
from tests.hub.pull.exchanging import ORG

Type = Callable[..., str]


@pytest.fixture(autouse=True)
def org_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OHUB_ORG_CODE", ORG)


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Types `ohub export national` against the test's store; gives what it prints."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "250")
    settings.cache_clear()

    def type_it(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(build(), ["export", "national", *words])
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    yield type_it
    settings.cache_clear()


def asked(out: Path, *words: str, document: str = "examination") -> tuple[str, ...]:
    return ("--document", document, "--out", str(out), *words)


def test_the_answer_for_machines(typed: Type, store: Store, tmp_path: Path) -> None:
    bring(store, message("a", "b"))
    out = tmp_path / "out.xml"
    answer = json.loads(typed(*asked(out, "--since", "2026-01-01", "--json")))
    assert answer == {"document": "examination", "operation": "add", "records": 2, "out": str(out)}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    answer = json.loads(typed(*asked(tmp_path / "2.xml", "--operation", "delete", "--json", document="poisoning")))
    assert (answer["document"], answer["operation"], answer["records"]) == ("poisoning", "delete", 0)


def test_the_answer_for_people(typed: Type, store: Store, tmp_path: Path) -> None:
    bring(store, message("a"))
    told = typed(*asked(tmp_path / "out.xml"))
    assert "ohub export national" in told
    assert "测试甲" not in told


def test_wrong_usage(typed: Type, tmp_path: Path) -> None:
    typed(code=2)
    typed(*asked(tmp_path / "out.xml", "--since", "2026-02-30"), code=2)
    assert list(tmp_path.glob("out*")) == []


def test_the_command_is_there() -> None:
    assert {"export", "import", "serve"} <= commands()


def test_a_refusal_is_one_sentence_and_no_traceback(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OHUB_ORG_CODE")
    process = start(store, "export", "national", *asked(tmp_path / "out.xml"))
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert told.decode().startswith("ohub: 请先将环境变量 OHUB_ORG_CODE 设为")
    assert b"Traceback" not in told


def test_killed_it_leaves_no_file_of_that_name(store: Store, tmp_path: Path) -> None:
    bring(store, write_examinations(tmp_path / "in", 1500).read_bytes())
    out = tmp_path / "out.xml"
    command = ("export", "national", *asked(out))
    process = start(store, *command)
    wait_for(Path(f"{out}.part"), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (process.returncode, out.exists()) == (-9, False)
    run(store, *command)
    assert out.read_bytes().count(b' ID="OHUB-') == 1500
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.xml"]


def wait_for(draft: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the first bytes are there."""
    while not (draft.exists() and draft.stat().st_size):
        assert process.poll() is None, "it ended before it wrote"
        time.sleep(0.002)
