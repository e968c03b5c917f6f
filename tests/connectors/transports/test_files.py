"""Files in a folder and on an SFTP server: each once, in order, none that is still being written."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from connectors.transports import TransportError
from connectors.transports.folder import Feed as FolderFeed
from connectors.transports.names import Found, new_files, parse_cursor
from connectors.transports.sftp import Feed as SftpFeed


@dataclass
class Count:
    retries: int = 0


@pytest.mark.parametrize(
    ("found", "cursor", "expected"),
    [
        ([(10, "b"), (10, "a"), (9, "c")], None, ["c", "a", "b"]),
        ([(10, "b"), (10, "a"), (9, "c")], '[10, "a"]', ["b"]),
        ([(10, "a"), (11, "b.part"), (12, "c.tmp"), (12, ".d")], None, ["a"]),
        ([(10, "a"), (95, "b"), (96, "c")], None, ["a"]),  # written less than ten seconds ago
        ([], '[10, "a"]', []),
    ],
)
def test_which_files_are_new(found: list[tuple[int, str]], cursor: str | None, expected: list[str]) -> None:
    files = [Found(changed_at, name, 1) for changed_at, name in found]
    assert [file.name for file in new_files(files, cursor, now=100, settled_s=10)] == expected


def put(folder: Path, name: str, text: str, changed_at: int) -> None:
    (folder / name).write_text(text)
    os.utime(folder / name, (changed_at, changed_at))


def pull(feed: FolderFeed | SftpFeed, cursor: str | None = None) -> list[tuple[str, str]]:
    return [(page.payload.read().decode(), parse_cursor(page.cursor)[1]) for page in feed.pages(cursor, Count())]


def test_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "二.csv", "two", 200)
    put(tmp_path, "一.csv", "one", 100)
    put(tmp_path, "x.txt", "no", 100)
    feed = FolderFeed(name="f", source="insurance", path=tmp_path, pattern="*.csv")
    assert pull(feed) == [("one", "一.csv"), ("two", "二.csv")]
    put(tmp_path, "三.csv", "three", 300)
    assert pull(feed, '[200, "二.csv"]') == [("three", "三.csv")]


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A real SFTP server on loopback over a folder."""
    (tmp_path / "files").mkdir()
    key = asyncssh.generate_private_key("ssh-ed25519")
    ready, loop = threading.Event(), asyncio.new_event_loop()
    settings: dict[str, Any] = {"root": tmp_path / "files"}

    class Accounts(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("hub", "hush")

    async def serve() -> None:
        def rooted(channel: Any) -> asyncssh.SFTPServer:
            return asyncssh.SFTPServer(channel, chroot=os.fsencode(tmp_path / "files"))

        server = await asyncssh.create_server(
            Accounts, "127.0.0.1", 0, server_host_keys=[key], sftp_factory=rooted, encoding=None
        )
        settings["port"], settings["server"] = server.get_port(), server
        ready.set()

    def run() -> None:
        loop.run_until_complete(serve())
        loop.run_forever()
        settings["server"].close()
        loop.run_until_complete(settings["server"].wait_closed())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{settings['port']} {key.export_public_key().decode()}")
    yield settings | {"known_hosts": known}
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def feed_of(sftp: dict[str, Any], **changes: Any) -> SftpFeed:
    given = {"host": "127.0.0.1", "port": sftp["port"], "user": "hub", "password_env": "TEST_SFTP"}
    given |= {"known_hosts": sftp["known_hosts"], "path": "/", "pattern": "*.csv"}
    return SftpFeed(name="s", source="insurance", **(given | changes))


def test_an_sftp_server(sftp: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "hush")
    put(sftp["root"], "b.csv", "two", 200)
    put(sftp["root"], "a.csv", "one" * 500_000, 100)
    assert pull(feed_of(sftp)) == [("one" * 500_000, "a.csv"), ("two", "b.csv")]
    assert pull(feed_of(sftp), '[100, "a.csv"]') == [("two", "b.csv")]


def test_a_stranger_is_not_trusted(sftp: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "hush")
    other = tmp_path / "other_hosts"
    stranger = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    other.write_text(f"[127.0.0.1]:{sftp['port']} {stranger}")
    with pytest.raises(TransportError):
        pull(feed_of(sftp, known_hosts=other))


def test_a_wrong_password(sftp: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "wrong")
    with pytest.raises(TransportError) as refused:
        pull(feed_of(sftp))
    assert "wrong" not in refused.value.zh + refused.value.en
