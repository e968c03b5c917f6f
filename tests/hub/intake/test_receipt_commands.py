"""`ohub receipt` as it is typed; verifying needs no store and leaves nothing behind."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.security.signing import published
from tests.faults.commands import environment
from tests.hub.intake.messages import bring, message

Type = Callable[..., str]
FILE = message("a", "b").replace(b">3008<", b">9999999<", 1)


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Types `ohub receipt` against the test's store; gives what it prints."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()

    def type_it(*words: object, code: int = 0) -> str:
        result = CliRunner().invoke(build(), ["receipt", *map(str, words)])
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    yield type_it
    settings.cache_clear()


@pytest.fixture
def files(store: Store, typed: Type, tmp_path: Path) -> Path:
    """A folder with a receipt, all that is needed to verify it, and a proof of its first row."""
    batch = bring(store, FILE).batch_id
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "file").write_bytes(FILE)
    (folder / "jwks.json").write_text(json.dumps(published(store.keys)))
    typed(batch, "--out", folder / "receipt.jws", "--rows", folder / "rows.ndjson")
    proof = typed("prove", folder / "receipt.jws", "--rows", folder / "rows.ndjson", "--row", 1)
    (folder / "proof.json").write_text(proof)
    return folder


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`ohub receipt verify` in a process of its own, without a store, a key ring or a place to make one."""
    command = [sys.executable, "-c", "from hub.cli import main; main()", "receipt", "verify", *words]
    without = {"OHUB_DATA_DIR": str(folder / "none"), "OHUB_DATABASE_URL": "postgresql://127.0.0.1:1/none",
               "PYTHONPATH": str(Path(__file__).parents[3]), "COLUMNS": "200"}  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=without, capture_output=True, text=True, check=False)
    assert not (folder / "none").exists()
    return done


ALL = ("receipt.jws", "--key", "jwks.json", "--rows", "rows.ndjson", "--file", "file")


def test_all_of_it_verifies_anywhere(files: Path) -> None:
    done = verify(files, *ALL, "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)
    assert {name: receipt["counts"][name] for name in ("accepted", "received")} == {"accepted": 1, "received": 2}
    assert "核对无误" in verify(files, *ALL).stdout
    assert verify(files, "proof.json", "--key", "jwks.json").returncode == 0


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new)


@pytest.mark.parametrize(
    ("name", "spoil", "sentence"),
    [
        ("rows.ndjson", swapped(b"accepted", b"rejected"), "改动或调换"),
        ("rows.ndjson", lambda rows: b"".join(rows.splitlines(keepends=True)[::-1]), "改动或调换"),
        ("file", swapped(b"3008", b"3009"), "原文件与回执不符"),
        ("receipt.jws", lambda jws: jws[:-20] + b"AAAA" + jws[-16:], "签名不符"),
        ("receipt.jws", lambda jws: b"\xff", "文件不是文本"),
        ("jwks.json", swapped(b'"x": "', b'"x": "AAAA'), "签名"),
        ("jwks.json", lambda keys: b"[]", "不是 JSON 对象"),
    ],
)
def test_what_does_not_match_is_said_in_a_sentence(
    files: Path, name: str, spoil: Callable[[bytes], bytes], sentence: str
) -> None:
    (files / name).write_bytes(spoil((files / name).read_bytes()))
    done = verify(files, *ALL)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_spoilt_proof_is_found(files: Path) -> None:
    proof: dict[str, Any] = json.loads((files / "proof.json").read_text())
    (files / "proof.json").write_text(json.dumps(proof | {"line": proof["line"].replace("held", "accepted")}))
    done = verify(files, "proof.json", "--key", "jwks.json")
    assert done.returncode == 1
    assert "证明不成立" in done.stderr


def test_without_a_key_it_says_where_to_get_one(files: Path) -> None:
    done = verify(files, "receipt.jws")
    assert done.returncode == 1
    assert "--key" in done.stderr
    assert "jwks.json" in done.stderr


def test_the_key_of_this_machine_will_do(files: Path, typed: Type) -> None:
    assert json.loads(typed("verify", files / "receipt.jws", "--json"))["number"] == 1


def test_fetching(files: Path, typed: Type) -> None:
    signed = (files / "receipt.jws").read_text().strip()
    assert typed(1).strip() == signed
    told = json.loads(typed("--json", 1, "--number", 1))
    assert (told["signed"], told["batch"], told["number"]) == (signed, 1, 1)
    assert typed("batch", 1).strip() == signed
    typed(1, "--number", 2, code=1)
    typed(999, code=1)
    typed("x", code=2)
    typed(code=2)
