"""Where webhooks may go: to public addresses by https; into closed networks only where the service is set up so."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from hub.errors import HubError
from hub.security.personal import PERSONAL

LONGEST = 300
PORTS = {"https": 443, "http": 80}


class AddressError(HubError):
    """An address that notices do not go to."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "Webhook 地址须是 https 的公网地址，不带用户名、口令和 # 部分；内网地址须由系统管理员开放后才能使用。",
            "A webhook address is https on the public network, without user, password and # part; closed networks only "
            "where the system administrator has opened them.",
        )


def check_url(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that can be one. `private`: http and closed networks are allowed. Raises AddressError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError from None
    bare = parts.username is None and not parts.fragment and url.isascii() and url.isprintable() and " " not in url
    known = parts.scheme == "https" or (private and parts.scheme == "http")
    if not (parts.hostname and bare and known and port != 0 and len(url) <= LONGEST and not PERSONAL.search(url)):
        raise AddressError
    return parts


def resolve(parts: SplitResult, *, private: bool) -> str:
    """A network address of the host, at the moment of sending. Raises AddressError where one of them is not allowed,
    OSError where there is none: a name that leads outside today may lead inside tomorrow."""
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(str(parts.hostname), port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(_is_allowed(getattr(one, "ipv4_mapped", None) or one, private) for one in addresses):
        raise AddressError
    return str(addresses[0])


def _is_allowed(address: ipaddress.IPv4Address | ipaddress.IPv6Address, private: bool) -> bool:
    if address.is_loopback:
        return private
    if address.is_multicast or address.is_unspecified or address.is_link_local or address.is_reserved:
        return False
    return private or address.is_global
