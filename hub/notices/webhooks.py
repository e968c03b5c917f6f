"""Posts one notice to one webhook, signed, without following it elsewhere."""

import ssl
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import httpx
import orjson

from hub.config import Settings
from hub.notices.addresses import AddressError, check_url, resolve
from hub.notices.signing import headers

SECONDS = 10


def post(
    settings: Settings, target: Mapping[str, str], delivery_id: str, payload: Mapping[str, Any], now: datetime
) -> str:
    """What went wrong, as a code; blank where the receiver answered with 2xx. `target`: address and secret."""
    body = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    told = headers(target["secret"], delivery_id, int(now.timestamp()), body)
    try:
        parts = check_url(target["address"], private=settings.webhook_private)
        where = httpx.URL(target["address"]).copy_with(host=resolve(parts, private=settings.webhook_private))
        with httpx.Client(verify=_trusted(), trust_env=False, timeout=SECONDS, follow_redirects=False) as client:
            asked = client.build_request(
                "POST", where, content=body, extensions={"sni_hostname": str(parts.hostname)},
                headers={**told, "Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "ohub"},
            )  # fmt: skip
            answer = client.send(asked, stream=True)  # what the receiver says besides its status is not read
            answer.close()
    except AddressError:
        return "address"
    except httpx.TimeoutException:
        return "timeout"
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
        return "unreachable"
    return "" if answer.is_success else f"http_{answer.status_code}"


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
