"""Pages over HTTP: `GET url?cursor=…&limit=…` with a bearer token.

The next cursor is the header `X-Next-Cursor` or, in JSON, the field `next_cursor`; when it is the one that was asked
with and there is no record in the answer, there is nothing more now. See docs/reference/partner-api.md.
"""

import io
from collections.abc import Iterator
from typing import Annotated, Literal, Self

import httpx
import orjson
from pydantic import Field, HttpUrl, model_validator

from connectors.registry import sources
from connectors.rows import UnreadableError
from connectors.transports import Counting, FeedBase, Page, SettingError, secret
from connectors.transports.asking import Asker, RefusedError


class Feed(FeedBase):
    """One endpoint. `token_url` gives tokens for the client credentials in two environment variables."""

    transport: Literal["http"] = "http"
    url: HttpUrl
    token_url: HttpUrl | None = None
    client_id_env: str | None = None
    client_secret_env: str | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 200
    requests_per_second: Annotated[float, Field(gt=0)] = 10.0
    timeout_s: Annotated[float, Field(gt=0)] = 30.0
    attempts: Annotated[int, Field(ge=1)] = 6
    largest_page: Annotated[int, Field(gt=0)] = 64 * 2**20

    @model_validator(mode="after")
    def _token_is_whole(self) -> Self:
        if len({bool(given) for given in (self.token_url, self.client_id_env, self.client_secret_env)}) > 1:
            raise SettingError(
                "token_url、client_id_env、client_secret_env 须三项都设，或者都不设。",
                "token_url, client_id_env and client_secret_env go together: set all three, or none.",
            )
        return self

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:
        cursor = cursor or None  # a page without a cursor may have been the first: the next pull begins there too
        with httpx.Client(timeout=self.timeout_s) as client:
            asker = Asker(client, self.name, count, self.attempts, self.requests_per_second, self.largest_page)
            partner = _Partner(self, asker)
            while True:
                payload, after = partner.page(cursor)
                at_end = after is not None and after == cursor
                if not at_end or _holds_something(self.source, payload):
                    yield Page(io.BytesIO(payload), after or cursor or "")
                if at_end or after is None:  # without a cursor there is no telling where it would go on
                    return
                cursor = after


class _Partner:
    """One client of one endpoint, with its token."""

    def __init__(self, feed: Feed, asker: Asker) -> None:
        self._feed = feed
        self._asker = asker
        self._token: str | None = None

    def page(self, cursor: str | None) -> tuple[bytes, str | None]:
        """The page after `cursor` and the cursor after it."""
        response = self._asker.patiently(lambda: self._get(cursor))
        after = response.headers.get("X-Next-Cursor")
        if after is None and "json" in response.headers.get("Content-Type", ""):
            after = _next_cursor(response.content)
        return response.content, after or None

    def _get(self, cursor: str | None) -> httpx.Response:
        if self._token is None:
            self._token = self._new_token()
        query = {"limit": str(self._feed.limit)} | ({"cursor": cursor} if cursor is not None else {})
        # what the address asks for by itself stays
        url = httpx.URL(str(self._feed.url)).copy_remove_param("cursor").copy_merge_params(query)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        response = self._asker.send(self._asker.client.build_request("GET", url, headers=headers))
        if response.status_code == 401 and self._token:
            self._token = None  # it has run out: the next try takes a new one
            raise RefusedError(401)
        return self._asker.checked(response)

    def _new_token(self) -> str:
        feed = self._feed
        if feed.token_url is None or feed.client_id_env is None or feed.client_secret_env is None:
            return ""
        who = (secret(feed.name, feed.client_id_env), secret(feed.name, feed.client_secret_env))
        form = {"grant_type": "client_credentials"}
        request = self._asker.client.build_request("POST", str(feed.token_url), data=form)
        answer = _json(self._asker.checked(self._asker.send(request, auth=who)).content)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token or not token.isascii():
            raise self._asker.failed(
                "没有得到访问令牌；请核对 token_url", "no access token was given; check `token_url`"
            )
        return token


def _holds_something(source: str, body: bytes) -> bool:
    """Is there a record in a page, or what cannot be read and might be one?"""
    if not body.strip():
        return False
    try:
        return next(iter(sources()[source].parse(io.BytesIO(body))), None) is not None
    except UnreadableError:
        return True


def _next_cursor(body: bytes) -> str | None:
    page = _json(body)
    after = page.get("next_cursor") if isinstance(page, dict) else None
    return str(after) if isinstance(after, str | int) and not isinstance(after, bool) else None


def _json(body: bytes) -> object:
    """What a JSON body says; None where it is no JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
