"""Asks an identity provider: https alone (http on this machine only), five seconds in all, 256 KiB, no redirects."""

import asyncio
import ipaddress
from collections.abc import Mapping
from functools import cache
from ssl import SSLContext
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import orjson

from hub.errors import HubError, UnavailableError

SECONDS = 5.0
LARGEST = 256 * 1024
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}  # what is not compressed cannot swell


class Answer(NamedTuple):
    """The HTTP status, and the JSON object; an empty one where there was none."""

    status: int
    content: dict[str, Any]


class AddressError(HubError):
    """An address that the hub does not ask."""

    status = 422


def is_loopback(url: str) -> bool:
    """Does it lead to this machine, by what is written there?"""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(url: str, *, here: bool) -> str:
    """The address, if it may be asked: https; http where `here` (its provider is on this machine) and so is it.

    Raises AddressError, also for user names and fragments in it.
    """
    try:
        parts = urlsplit(url)
        plain = parts.hostname and parts.username is None and not parts.fragment and parts.port != 0
        safe = parts.scheme == "https" or (parts.scheme == "http" and here and is_loopback(url))
    except ValueError:  # no address at all
        plain = safe = False
    if not (plain and safe and url.isascii() and url.isprintable() and " " not in url):
        raise AddressError(
            "身份提供方的地址须为 https（仅本机可用 http），不含用户名和片段；请改正地址。",
            "An address of an identity provider begins with https (http on this machine only) and holds no user name "
            "and no fragment; mend the address.",
        )
    return url


def fetch(url: str, form: Mapping[str, str] | None = None, auth: httpx.Auth | None = None) -> Answer:
    """GET, or POST of a form. Raises UnavailableError when there is no proper answer in time."""
    try:
        return asyncio.run(_fetched(url, form, auth))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as problem:
        raise UnavailableError(
            "身份提供方没有及时作答；请稍后再试，仍不成功则请管理员检查网络。",
            "The identity provider did not answer in time; try again later, and if it stays so have the administrator "
            "check the network.",
        ) from problem


async def _fetched(url: str, form: Mapping[str, str] | None, auth: httpx.Auth | None) -> Answer:
    """One deadline for all of it: a provider that sends a byte now and then does not hold anybody longer."""
    # A proxy is not asked for what is on this machine.
    options: dict[str, Any] = {"verify": _trusted(), "timeout": SECONDS, "trust_env": not is_loopback(url)}
    async with asyncio.timeout(SECONDS), httpx.AsyncClient(**options) as client:
        method = "GET" if form is None else "POST"
        request = client.build_request(method, url, data=form, headers=HEADERS)
        response = await client.send(request, auth=auth, stream=True)
        try:
            return Answer(response.status_code, _object(await _body(response)))
        finally:
            await response.aclose()


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST:
            raise UnavailableError(
                "身份提供方的回答过大，已停止接收；请管理员核对其地址。",
                "The answer of the identity provider is too large and was cut off; the administrator should check its "
                "address.",
            )
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


@cache
def _trusted() -> SSLContext:
    """Reading the authorities takes longer than asking."""
    return httpx.create_ssl_context()
