"""The file of an export: for its owner alone, whole or not there, never in another's place."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hub.errors import HubError
from hub.pull.files import new_file

KILLED = """
import os, signal, sys
from pathlib import Path
from hub.pull.files import new_file
with new_file(Path(sys.argv[1])) as stream:
    stream.write(b"half of it")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""

FULL = """
import resource, sys
from pathlib import Path
from connectors.rows import Operation
from connectors.sources.national.writer import Header, write
from hub.pull.files import new_file
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with new_file(Path(sys.argv[1])) as stream:
    write("diagnosis", ((str(n), None) for n in range(10_000)), stream, Header(Operation.DELETE, "1", "1", "", ""))
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.xml"


def write(out: Path, content: bytes) -> None:
    with new_file(out) as stream:
        stream.write(content)


def names(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def test_it_is_for_its_owner_alone(out: Path) -> None:
    Path(f"{out}.part").touch(mode=0o666)  # whatever somebody put there before
    write(out, b"all of it")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert (names(out), out.read_bytes()) == (["out.xml"], b"all of it")


def test_it_has_no_name_before_its_end(out: Path) -> None:
    with new_file(out) as stream:
        stream.write(b"half of it")
        assert names(out) == ["out.xml.part"]


def test_a_failure_leaves_nothing(out: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_file(out) as stream:
        stream.write(b"half of it" * (1 // 0))
    assert names(out) == []


def test_what_a_killed_process_left_is_written_anew(out: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(out)], check=False)
    assert (killed.returncode, names(out)) == (-9, ["out.xml.part"])
    write(out, b"all")
    assert (names(out), out.read_bytes()) == (["out.xml"], b"all")


def test_two_do_not_write_one_file(out: Path) -> None:
    with new_file(out) as stream:
        with pytest.raises(HubError, match="另一个导出正在写入"):
            write(out, b"other")
        stream.write(b"mine")
    assert (names(out), out.read_bytes()) == (["out.xml"], b"mine")


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_nothing_is_overwritten(out: Path, kind: str) -> None:
    {"file": out.touch, "folder": out.mkdir, "dangling link": lambda: out.symlink_to("nowhere")}[kind]()
    with pytest.raises(HubError, match="已经存在"):
        write(out, b"all of it")
    assert names(out) == ["out.xml"]


def test_a_file_that_appeared_meanwhile_stays(out: Path) -> None:
    with pytest.raises(HubError, match="已经存在"), new_file(out):
        out.write_bytes(b"somebody else's")
    assert (names(out), out.read_bytes()) == (["out.xml"], b"somebody else's")


def test_a_draft_is_not_written_through_a_link(out: Path) -> None:
    victim = out.with_name("victim")
    victim.write_bytes(b"precious")
    Path(f"{out}.part").symlink_to(victim)
    with pytest.raises(HubError, match="无法写入"):
        write(out, b"mine")
    assert victim.read_bytes() == b"precious"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="无法写入"):
        write(tmp_path / "nowhere" / "out.xml", b"")


def test_a_full_disk(out: Path) -> None:
    stopped = subprocess.run([sys.executable, "-c", FULL, str(out)], capture_output=True, text=True, check=False)
    assert "hub.errors.HubError: 无法写入" in stopped.stderr
    assert names(out) == []
