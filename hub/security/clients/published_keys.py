"""Fetches the keys that a client publishes at an address, and keeps them for a while.

The address is given by an administrator, never by who asks; it is still looked at, since a request from inside reaches
what outsiders do not.
"""

import asyncio
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import httpx

from hub.errors import HubError
from hub.security.clients.keys import Jwk, KeysError, key_ids, read_published
from hub.security.personal import PERSONAL

LONGEST_URL, LARGEST, SECONDS = 300, 64 * 1024, 5
FRESH, PAUSE = 600, 60  # seconds that keys are used, and from one fetch of a client's keys to the next at least
# Partners lie on the government's own network, so private addresses are let through; these are for nobody.
OPEN = [ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
CLOSED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fd00:ec2::/32")]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_url(url: str, *, loopback: bool) -> SplitResult:
    """The parts of an address that keys may be fetched from: https, or http on this machine where `loopback`.

    `loopback`: is the hub itself only reached on this machine, as in development? Raises KeysError.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port  # an impossible port raises
    except ValueError:
        raise _refused_url() from None
    bare = parts.username is None and not parts.fragment and url.isascii() and url.isprintable() and " " not in url
    here = loopback and parts.scheme == "http" and is_here(host)
    if not (host and bare and port != 0 and len(url) <= LONGEST_URL and not PERSONAL.search(url)):
        raise _refused_url()
    if parts.scheme != "https" and not here:
        raise _refused_url()
    return parts


def fetch_keys(url: str, *, loopback: bool) -> list[Jwk]:
    """The usable keys published at `url`, within 5 s and 64 KiB, without following it elsewhere. Raises KeysError."""
    parts = check_url(url, loopback=loopback)
    try:
        return read_published(asyncio.run(_fetch(parts, loopback)))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, UnicodeError) as problem:
        raise KeysError(
            "公钥地址在 5 秒内没有给出结果，或证书无效；请检查地址、证书和网络。",
            "The address of the keys gave nothing within 5 s, or its certificate is not good; check address, "
            "certificate and network.",
        ) from problem


def is_reachable(address: Address, *, loopback: bool) -> bool:
    """May keys be fetched from this network address?"""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return loopback
    if address.is_multicast or any(address in net for net in CLOSED if net.version == address.version):
        return False
    return address.is_global or any(address in net for net in OPEN if net.version == address.version)


async def _fetch(parts: SplitResult, loopback: bool) -> bytes:
    async with asyncio.timeout(SECONDS):
        host, port = str(parts.hostname), parts.port or {"https": 443, "http": 80}[parts.scheme]
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        only_here = parts.scheme == "http"
        if not all(is_reachable(one, loopback=loopback) and (one.is_loopback or not only_here) for one in addresses):
            raise KeysError(
                "公钥地址指向不允许访问的网络（本机、链路本地或保留地址）；请改用该系统对外的 https 地址。",
                "The address of the keys leads to a network that is not let through (this machine, link-local or "
                "reserved); use the https address at which the system is reached from outside.",
            )
        return await _read(parts, addresses)


async def _read(parts: SplitResult, addresses: list[Address]) -> bytes:
    """The answer of the first of the addresses that can be reached: those that were looked at, not looked up again."""
    host, trusted = str(parts.hostname), ssl.create_default_context()
    async with httpx.AsyncClient(verify=trusted, trust_env=False, timeout=SECONDS) as asking:
        for last, address in _with_last(addresses):
            where = httpx.URL(parts.geturl()).copy_with(host=str(address))
            headers = {"Host": parts.netloc, "Accept": "application/json", "Accept-Encoding": "identity"}
            try:
                async with asking.stream("GET", where, headers=headers, extensions={"sni_hostname": host}) as answer:
                    return await _body(answer)
            except httpx.ConnectError:
                if last:
                    raise
    raise OSError("no address")


async def _body(answer: httpx.Response) -> bytes:
    collected = b""
    if answer.status_code == 200:
        async for piece in answer.aiter_raw():
            collected += piece
            if len(collected) > LARGEST:
                break
    if not collected or len(collected) > LARGEST:
        raise KeysError(
            "公钥地址没有直接给出 64 KiB 以内的 JWK 集合（不跟随转址）；请检查地址。",
            "The address does not itself give a JWK set of at most 64 KiB (redirects are not followed); check it.",
        )
    return collected


def _with_last(addresses: list[Address]) -> Iterator[tuple[bool, Address]]:
    return ((n == len(addresses), address) for n, address in enumerate(addresses, 1))


def is_here(host: str) -> bool:
    """Is this a name or address of this machine alone?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused_url() -> HubError:
    return KeysError(
        "公钥地址须为 https 地址，不含口令、片段和个人号码，最多 300 字符（仅在本机试用时可为本机 http）。",
        "The address of the keys is an https address of at most 300 characters without password, fragment or personal "
        "number (http only on this machine, for trying out).",
    )


@dataclass
class _Kept:
    """The keys as they were last fetched, and when it was last tried; one fetch at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: list[Jwk] = field(default_factory=list)
    fetched: float = float("-inf")
    tried: float = float("-inf")


class PublishedKeys:
    """The published keys of all clients, kept in this process for 10 minutes.

    An unknown kid has them fetched again, a client's at most once a minute.
    """

    def __init__(self, *, loopback: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._loopback, self._clock = loopback, clock
        self._kept: dict[tuple[str, str], _Kept] = {}

    def keys(self, client_id: str, url: str, key_id: str) -> list[Jwk]:
        """The keys of a client, with the one of `key_id` if it publishes it. Raises KeysError when it answers nothing
        good; within a minute of that, it has no keys."""
        kept = self._kept.setdefault((client_id, url), _Kept())
        with kept.lock:
            now = self._clock()
            if now - kept.fetched >= FRESH:
                kept.keys = []
            if key_id not in key_ids(kept.keys) and now - kept.tried >= PAUSE:
                kept.tried = now
                kept.keys = fetch_keys(url, loopback=self._loopback)
                kept.fetched = now
            return kept.keys
