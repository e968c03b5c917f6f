"""Files on an SFTP server: each once, in order, none that is still being written."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from pydantic import ValidationError

from connectors.transports import TransportError
from connectors.transports.sftp import Feed as SftpFeed


@dataclass
class Count:
    retries: int = 0


def put(folder: Path, name: str, text: str, changed_at: int) -> None:
    (folder / name).write_text(text)
    os.utime(folder / name, (changed_at, changed_at))


def pull(feed: SftpFeed, cursor: str | None = None) -> list[tuple[str, str]]:
    return [(page.payload.read().decode(), page.cursor) for page in feed.pages(cursor, Count())]


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

    def run() -> None:
        loop.run_until_complete(serve())
        loop.call_soon(ready.set)  # once it runs for ever: a stop before that would stop nothing
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
    (one, cursor), (two, end) = pull(feed_of(sftp))
    assert (one, two) == ("one" * 500_000, "two")
    assert pull(feed_of(sftp), cursor) == [("two", end)]
    assert pull(feed_of(sftp), end) == []


def test_a_file_renamed_late_is_not_passed_over(sftp: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "hush")
    put(sftp["root"], "a.csv.part", "late", 100)
    put(sftp["root"], "b.csv", "young", 200)
    ((young, cursor),) = pull(feed_of(sftp))
    (sftp["root"] / "a.csv.part").rename(sftp["root"] / "a.csv")
    assert (young, [text for text, _ in pull(feed_of(sftp), cursor)]) == ("young", ["late"])


def test_a_file_that_goes_before_its_turn_is_left_out(sftp: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "hush")
    for n in (1, 2, 3):
        put(sftp["root"], f"{n}.csv", str(n), n)
    pages = feed_of(sftp).pages(None, Count())
    assert next(pages).payload.read() == b"1"
    (sftp["root"] / "2.csv").unlink()
    assert [page.payload.read() for page in pages] == [b"3"]


@pytest.mark.parametrize("pattern", ["", "a/*.csv"])
def test_a_pattern_is_of_names_in_one_folder(pattern: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        feed_of({"port": 22, "known_hosts": "known_hosts"}, pattern=pattern)


def test_a_folder_that_is_not_there(sftp: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SFTP", "hush")
    with pytest.raises(TransportError, match="SFTPNoSuchFile"):
        pull(feed_of(sftp, path="/nowhere"))


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
