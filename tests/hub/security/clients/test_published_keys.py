"""Keys by address: asked of a real server, kept for ten minutes, never asked for too often, nor where nobody should."""

import ipaddress
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.security.clients import published_keys
from hub.security.clients.keys import KeysError, key_ids
from hub.security.clients.published_keys import PublishedKeys, check_url, fetch_keys, is_here, is_reachable
from tests.hub.security.clients.certificates import certified
from tests.hub.security.clients.systems import Publisher, pair, private, public, publishing


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def partner() -> Iterator[Publisher]:
    with publishing(public(pair("EC"))) as told:
        yield told


def test_keys_are_fetched_as_they_are_published(partner: Publisher) -> None:
    assert key_ids(fetch_keys(partner.url, loopback=True)) == ["ec-1"]
    host = partner.url.split("/")[2]
    assert partner.asked == [("/keys/jwks.json?of=us", host)]


def test_a_name_is_looked_up_once_and_the_host_is_told_by_name(partner: Publisher) -> None:
    by_name = partner.url.replace("127.0.0.1", "localhost")
    assert key_ids(fetch_keys(by_name, loopback=True)) == ["ec-1"]
    assert partner.asked[0][1].startswith("localhost:")


def test_after_a_change_of_keys_the_new_one_is_found_and_the_old_one_is_gone(partner: Publisher) -> None:
    clock = Clock()
    published = PublishedKeys(loopback=True, clock=clock)

    def known(key_id: str) -> bool:
        return key_id in key_ids(published.keys("insurance-jinan", partner.url, key_id))

    assert [known("ec-1"), known("ec-1"), known("ec-2")] == [True, True, False]
    assert len(partner.asked) == 1, "not twice within a minute"
    partner.body = public(pair("EC", 2))
    clock.now = 59
    assert not known("ec-2")
    clock.now = 60
    assert [known("ec-2"), known("ec-1"), known("ec-1")] == [True, False, False]
    assert len(partner.asked) == 2


def test_keys_are_kept_for_ten_minutes_and_no_longer(partner: Publisher) -> None:
    clock = Clock()
    published = PublishedKeys(loopback=True, clock=clock)
    for clock.now in (0, 300, 599.9):
        assert published.keys("a", partner.url, "ec-1")
    assert len(partner.asked) == 1
    partner.status, clock.now = 500, 600
    with pytest.raises(KeysError):
        published.keys("a", partner.url, "ec-1")
    clock.now = 659
    assert published.keys("a", partner.url, "ec-1") == [], "nothing is asked within a minute of a failure"
    assert len(partner.asked) == 2
    partner.status, clock.now = 200, 660
    assert published.keys("a", partner.url, "ec-1")


def test_each_client_is_asked_for_by_itself(partner: Publisher) -> None:
    published = PublishedKeys(loopback=True, clock=Clock())
    for client in ("a", "b", "a", "b"):
        assert published.keys(client, partner.url, "x")
    assert len(partner.asked) == 2


def test_many_at_once_ask_once(partner: Publisher) -> None:
    published, begun = PublishedKeys(loopback=True), threading.Barrier(8)

    def ask(_: int) -> list[str]:
        begun.wait()
        return key_ids(published.keys("a", partner.url, "ec-1"))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [["ec-1"]] * 8
    assert len(partner.asked) == 1


def test_a_redirect_is_not_followed(partner: Publisher) -> None:
    with publishing(public(pair("EC"))) as inside:
        partner.status, partner.headers = 302, {"Location": inside.url}
        with pytest.raises(KeysError, match="不跟随转址"):
            fetch_keys(partner.url, loopback=True)
        assert inside.asked == []


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b" " * 65_537, {}, "64 KiB"),
        (b"", {}, "64 KiB"),
        (b"<html>", {}, "JWK 集合"),
        (public(pair("EC")), {"Content-Encoding": "gzip"}, ""),
        (private(pair("EC")), {}, "私钥"),
    ],
)
def test_answers(partner: Publisher, body: bytes, headers: dict[str, str], reason: str) -> None:
    """What claims to be compressed is taken as it comes: it is never unpacked."""
    partner.body, partner.headers = body, headers
    if not reason:
        assert fetch_keys(partner.url, loopback=True)
        return
    with pytest.raises(KeysError, match=reason):
        fetch_keys(partner.url, loopback=True)


def test_who_does_not_answer_is_not_waited_for(partner: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_keys, "SECONDS", 0.3)
    partner.stall.clear()
    with pytest.raises(KeysError, match="没有给出结果"):
        fetch_keys(partner.url, loopback=True)


def test_nobody_there() -> None:
    for url in ("http://127.0.0.1:1/jwks", "https://127.0.0.1:1/jwks", "https://nowhere.invalid/jwks"):
        with pytest.raises(KeysError, match="没有给出结果"):
            fetch_keys(url, loopback=True)


def test_a_server_must_show_a_certificate_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was looked at, and the certificate is still that of the name."""
    shown, vouching = certified(tmp_path)
    with publishing(public(pair("EC")), shown) as partner:
        with pytest.raises(KeysError, match="证书"):
            fetch_keys(partner.url, loopback=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(vouching))
        assert key_ids(fetch_keys(partner.url, loopback=True)) == ["ec-1"]
        with pytest.raises(KeysError, match="证书"):
            fetch_keys(partner.url.replace("localhost", "127.0.0.1"), loopback=True)
        assert len(partner.asked) == 1


def test_what_is_asked_by_https_is_not_read_without_it(partner: Publisher) -> None:
    with pytest.raises(KeysError, match="证书"):
        fetch_keys(partner.url.replace("http:", "https:"), loopback=True)
    assert partner.asked == []


def test_in_earnest_this_machine_is_not_asked(partner: Publisher) -> None:
    for url in (partner.url, partner.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(KeysError, match="须为 https"):
            fetch_keys(url, loopback=False)
        with pytest.raises(KeysError, match="不允许访问"):
            fetch_keys(url.replace("http:", "https:"), loopback=False)
    assert partner.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "100.100.100.200", "fe80::1", "fd00:ec2::254", "0.0.0.0", "::", "255.255.255.255"),
        *("224.0.0.1", "ff02::1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
        *("::ffff:169.254.169.254", "::ffff:127.0.0.1", "127.0.0.1", "127.9.9.9", "::1"),
    ],
)
def test_networks_for_nobody_are_closed(address: str) -> None:
    assert not is_reachable(ipaddress.ip_address(address), loopback=False)


@pytest.mark.parametrize("address", ["10.1.2.3", "172.16.0.1", "192.168.1.1", "fd12::1", "8.8.8.8", "2001:4860::8"])
def test_partners_networks_are_open(address: str) -> None:
    assert is_reachable(ipaddress.ip_address(address), loopback=False)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "x",
            "ftp://a.example/",
            "file:///etc/passwd",
            "http://a.example/jwks",
            "http://10.1.2.3/jwks",
            "https://",
        ),
        *("https://u:p@a.example/", "https://u@a.example/", "https://a.example/#x", "https://a.example/ x"),
        *(
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://[::1/",
            "https://a.example/\n",
            "https://é.example/",
        ),
        *(f"https://a.example/{'x' * 300}", "https://a.example/370102198003071217", "http://127.0.0.1.a.example/"),
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(KeysError, match="须为 https"):
        check_url(url, loopback=True)


def test_addresses_that_are_taken() -> None:
    for url in ("https://a.example/jwks", "https://10.1.2.3:8443/a?b=c", "http://localhost:1/", "http://[::1]:1/"):
        assert check_url(url, loopback=True).geturl() == url


@pytest.mark.parametrize(
    ("host", "here"), [("localhost", True), ("127.0.0.1", True), ("::1", True), ("hub.example", False)]
)
def test_what_is_this_machine(host: str, here: bool) -> None:
    assert is_here(host) is here
