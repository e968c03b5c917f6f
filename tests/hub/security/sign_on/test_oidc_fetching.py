"""What a provider may be asked, and that nothing it answers holds the hub or fills it."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import HubError
from hub.security.sign_on import fetching as oidc_fetching
from hub.security.sign_on.fetching import AddressError, check_address, fetch


@pytest.mark.parametrize(
    ("url", "here", "good"),
    [
        ("https://id.example/realm", False, True),
        ("https://id.example:8443/realm", False, True),
        ("http://id.example/realm", False, False),
        ("http://id.example/realm", True, False),
        ("http://127.0.0.1:8080", True, True),
        ("http://[::1]:8080", True, True),
        ("http://localhost:8080", True, True),
        ("http://127.0.0.1:8080", False, False),
        ("http://127.0.0.1.example", True, False),
        ("https://user:pass@id.example", False, False),
        ("https://id.example/#x", False, False),
        ("https://", False, False),
        ("https://id.example:99999", False, False),
        ("https://id.example/\n", False, False),
        ("https://[id.example", False, False),
        ("file:///etc/passwd", True, False),
        ("", True, False),
    ],
)
def test_addresses_that_may_be_asked(url: str, here: bool, good: bool) -> None:
    if good:
        assert check_address(url, here=here) == url
    else:
        with pytest.raises(HubError, match="https"):
            check_address(url, here=here)


@given(st.text(max_size=60))
def test_whatever_is_written_as_an_address_is_refused_or_safe(url: str) -> None:
    taken = "https://"
    with suppress(AddressError):
        taken = check_address(url, here=False)
    assert taken.startswith("https://")


@contextmanager
def raw(*pieces: bytes, pause: float = 0) -> Iterator[str]:
    """A server that answers anybody once with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                for piece in pieces:
                    try:
                        connection.sendall(piece)
                    except OSError:  # the other side has had enough
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def test_a_redirect_is_not_followed() -> None:
    with raw(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as url:
        assert fetch(url) == (302, {})


def test_what_swells_or_never_ends_is_cut_off() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with raw(head + bomb) as url:
        assert fetch(url) == (200, {}), "it is not unpacked"
    with raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b" " * 65536] * 5) as url, pytest.raises(HubError, match="过大"):
        fetch(url)


@pytest.mark.parametrize("pieces", [
    [b"HTTP/1.1 200 OK\r\n\r\n", *[b" "] * 60], [bytes([each]) for each in b"HTTP/1.1 200 OK\r\nX-A: 0123456789abcdef"],
])  # fmt: skip
def test_a_byte_now_and_then_does_not_hold_the_hub(pieces: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc_fetching, "SECONDS", 0.5)
    with raw(*pieces, pause=0.05) as url:
        begun = time.monotonic()
        with pytest.raises(HubError, match="没有及时作答"):
            fetch(url)
        assert time.monotonic() - begun < 1.5


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    with pytest.raises(HubError, match="没有及时作答"):
        fetch(url)
