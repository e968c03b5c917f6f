"""The form that a client sends to the token endpoint, and the refusals of OAuth 2.0 (RFC 6749 §5.2)."""

import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

from fastapi import Request

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FIELDS = ("grant_type", "client_assertion_type", "client_assertion", "scope")
MEDIA_TYPE = "application/x-www-form-urlencoded"
LARGEST = 16 * 1024  # bytes

_TEXT = {"type": "string"}
_SCHEMA = {"type": "object", "required": list(FIELDS), "properties": dict.fromkeys(FIELDS, _TEXT)}
_REFUSED = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}  # RFC 6749, 5.2
OPENAPI = {
    "requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": _SCHEMA}}},
    "responses": {
        str(status): {"content": {"application/json": {"schema": _REFUSED}}} for status in (400, 401, 403, 429, 503)
    },
}


class TokenError(Exception):
    """An answer of the token endpoint that gives no token: `error` is a word of the standard."""

    def __init__(self, error: str, zh: str, en: str, *, status: int = 400, headers: Mapping[str, str] = {}) -> None:
        super().__init__(error)
        self.status, self.headers = status, dict(headers)
        self.content = {"error": error, "error_description": en, "error_description_zh": zh}


class Asked(NamedTuple):
    """One request: the assertion as it came, the scopes asked for, whom it says it is, from where, when."""

    assertion: str
    scopes: frozenset[str]
    client_id: str
    address: str
    now: datetime


async def read_request(request: Request) -> Asked:
    """What a client asks. Raises TokenError."""
    form = _form(await _body(request), request.headers)
    if (grant := form.get("grant_type")) != "client_credentials":
        raise TokenError(
            "unsupported_grant_type" if grant else "invalid_request",
            "只支持 grant_type=client_credentials。",
            "Only grant_type=client_credentials is supported.",
        )
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        raise TokenError(
            "invalid_request",
            f"缺少 client_assertion，或 client_assertion_type 不是 {ASSERTION_TYPE}。",
            f"client_assertion is missing, or client_assertion_type is not {ASSERTION_TYPE}.",
        )
    scopes = frozenset(form.get("scope", "").split(" ")) - {""}
    address = _address(request.client.host if request.client else "")
    return Asked(form["client_assertion"], scopes, form.get("client_id", ""), address, datetime.now(UTC))


async def _body(request: Request) -> bytes:
    collected = b""
    async for piece in request.stream():
        collected += piece
        if len(collected) > LARGEST:
            raise TokenError("invalid_request", "请求过大；最多 16 KiB。", "The request is too large; at most 16 KiB.")
    return collected


def _form(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """The fields, each at most once (RFC 6749 §3.2), and no second way of showing who one is (§2.3)."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=20)
    except ValueError:
        pairs = []
    form, kind = dict(pairs), headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE or not form or len(form) < len(pairs):
        raise TokenError(
            "invalid_request",
            f"请求体须为 {MEDIA_TYPE} 表单，每个参数一次。",
            f"The body is a form ({MEDIA_TYPE}) with each parameter once.",
        )
    if "client_secret" in form or "authorization" in headers:
        raise TokenError(
            "invalid_request",
            "只用 client_assertion 证明身份，不接受口令；请去掉 Authorization 与 client_secret。",
            "A client shows who it is by client_assertion alone; leave out Authorization and client_secret.",
        )
    return form


def _address(host: str) -> str:
    """The network address it comes from; nothing for a socket of this machine."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""
