"""Where webhooks may go."""

import pytest

from hub.notices.addresses import AddressError, check_url, resolve


@pytest.mark.parametrize(
    ("url", "public", "private"),
    [
        ("https://93.184.216.34/hook", True, True),
        ("http://93.184.216.34/hook", False, True),
        ("https://10.1.2.3/hook", False, True),
        ("https://127.0.0.1:8443/hook", False, True),
        ("https://[::1]/hook", False, True),
        ("https://[::ffff:10.0.0.1]/hook", False, True),
        ("https://169.254.169.254/latest", False, False),
        ("https://[fe80::1]/hook", False, False),
        ("https://224.0.0.1/", False, False),
        ("https://0.0.0.0/", False, False),
        ("https://user:pass@93.184.216.34/", False, False),
        ("https://93.184.216.34/#x", False, False),
        ("https://93.184.216.34:99999/", False, False),
        ("ftp://93.184.216.34/", False, False),
        ("file:///etc/passwd", False, False),
        ("https:///x", False, False),
        ("https://93.184.216.34/370102198003071217", False, False),  # looks like a person's number
    ],
)
def test_only_public_https_unless_closed_networks_are_opened(url: str, public: bool, private: bool) -> None:
    assert [_goes(url, private=each) for each in (False, True)] == [public, private]


def _goes(url: str, *, private: bool) -> bool:
    try:
        resolve(check_url(url, private=private), private=private)
    except AddressError:
        return False
    return True
