"""`ohub audit checkpoint` and `ohub audit verify`, as processes on a store."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from hub.db import Store
from tests.faults.commands import environment
from tests.hub.security.audit.auditing import as_owner, chained, verdict, write


def ohub(store: Store, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `ohub audit …`."""
    command = [sys.executable, "-c", "from hub.cli import main; main()", "audit", *arguments]
    done = subprocess.run(command, env=environment(store), capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def verified(store: Store, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = ohub(store, "verify", "--json", *arguments)
    return code, orjson.loads(out)


def test_a_good_chain_and_its_checkpoints(store: Store, tmp_path: Path) -> None:
    write(chained(store, 3))
    out = tmp_path / "out" / "point.json"
    code, told, _ = ohub(store, "checkpoint", "--out", str(out), "--json")
    assert (code, orjson.loads(told)["number"], orjson.loads(out.read_text())["number"]) == (0, 4, 4)
    assert ohub(store, "checkpoint")[0] == 0
    write(store)
    code, found = verified(store, "--checkpoint", str(out))
    assert (code, found["chained"], found["waiting"], found["checkpoints"], found["wrong"]) == (0, 4, 1, 2, 0)
    assert ohub(store, "checkpoint", "--out", str(out))[0] == 1  # never over another
    assert ohub(store, "verify")[0] == 0


def test_a_changed_entry_and_a_cut_tail_are_told_in_sentences(store: Store) -> None:
    chained(store, 4)
    assert ohub(store, "checkpoint")[0] == 0
    as_owner(
        store,
        "update audit_entry set actor = 'user:nobody' where workers = '{2}'",
        "delete from audit_link where number = 4",
    )
    code, out, err = ohub(store, "verify")
    assert code == 1
    assert "第 2 条的内容被改动。 Entry 2 was changed." in err
    assert "A checkpoint vouches for entry 4, but the chain ends at 3" in err
    assert "nobody" not in out + err


def test_a_forged_checkpoint_and_a_missing_file_are_told(store: Store, tmp_path: Path) -> None:
    chained(store, 2)
    assert ohub(store, "checkpoint", "--out", str(tmp_path / "a.json"))[0] == 0
    forged = orjson.loads((tmp_path / "a.json").read_bytes()) | {"number": 1}
    (tmp_path / "b.json").write_bytes(orjson.dumps(forged))
    given = [argument for name in "abc" for argument in ("--checkpoint", str(tmp_path / f"{name}.json"))]
    code, found = verified(store, *given)
    assert (code, found["wrong"], found["checkpoints"]) == (1, 2, 1)
    assert ["b.json" in found["problems"][0]["en"], "altered" in found["problems"][0]["en"]] == [True, True]
    assert "c.json" in found["problems"][1]["en"]
    assert verdict(store).wrong == 0
