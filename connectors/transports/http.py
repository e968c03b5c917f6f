"""Pages over HTTP: `GET url?cursor=…&limit=…` with a bearer token, tried again with back-off, never too fast.

The next cursor is the header `X-Next-Cursor` or, in JSON, the field `next_cursor`; when it is the one that was asked
with, there is nothing more now. See docs/reference/partner-api.md.
"""

import io
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import httpx
import orjson
import stamina
from pydantic import Field, HttpUrl

from connectors.transports import Counting, FeedBase, Page, TransportError, secret

AGAIN = {408, 425, 429, 500, 502, 503, 504}
LONGEST_WAIT = 60.0  # seconds of Retry-After that are waited for; a longer pause ends the pull until the next one


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

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:
        with httpx.Client(timeout=self.timeout_s) as client:
            partner = _Partner(self, client, count)
            while True:
                payload, after = partner.page(cursor)
                if after is not None and after == cursor:
                    return
                yield Page(io.BytesIO(payload), after if after is not None else cursor or "")
                if after is None:  # not what was agreed: whoever reads the page will say so
                    return
                cursor = after


class _RefusedError(Exception):
    """An answer that is worth another try, after `wait` seconds when the partner said how long."""

    def __init__(self, status: int, wait: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.wait = wait


class _Partner:
    """One client of one endpoint, with its token and its pace."""

    def __init__(self, feed: Feed, client: httpx.Client, count: Counting) -> None:
        self._feed = feed
        self._client = client
        self._count = count
        self._token: str | None = None
        self._next_at = 0.0

    def page(self, cursor: str | None) -> tuple[bytes, str | None]:
        """The page after `cursor` and the cursor after it."""
        response = self._patiently(lambda: self._get(cursor))
        after = response.headers.get("X-Next-Cursor")
        if after is None and "json" in response.headers.get("Content-Type", ""):
            after = _next_cursor(response.content)
        return response.content, after

    def _patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """Ask until there is an answer. Raises TransportError when patience or the partner's permission ends."""
        try:
            for attempt in stamina.retry_context(
                on=_worth_another_try, attempts=self._feed.attempts, timeout=None, wait_initial=0.2, wait_max=10.0
            ):
                with attempt:
                    self._count.retries += attempt.num > 1
                    return ask()
        except _RefusedError as refused:
            raise self._failed(f"对方系统答复 {refused.status}", f"the partner answered {refused.status}") from refused
        except httpx.HTTPError as problem:
            kind = type(problem).__name__
            raise self._failed(f"无法连接或读取（{kind}）", f"it cannot be reached or read ({kind})") from problem
        raise AssertionError("a retry context ends with a result or an exception")

    def _get(self, cursor: str | None) -> httpx.Response:
        self._pace()
        if self._token is None:
            self._token = self._new_token()
        query = {"limit": str(self._feed.limit)} | ({"cursor": cursor} if cursor is not None else {})
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        response = self._read(self._client.build_request("GET", str(self._feed.url), params=query, headers=headers))
        if response.status_code == 401 and self._token:
            self._token = None  # it has run out: the next try takes a new one
            raise _RefusedError(401)
        return self._checked(response)

    def _read(self, request: httpx.Request) -> httpx.Response:
        """The answer with its whole body, unless that is larger than a page may be."""
        response = self._client.send(request, stream=True)
        try:
            chunks, size = [], 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self._feed.largest_page:
                    raise self._failed("返回的一页超过允许的大小", "a page is larger than allowed")
                chunks.append(chunk)
        finally:
            response.close()
        # the body is decoded already: the headers that spoke of its coding no longer hold
        headers = [pair for pair in response.headers.items() if pair[0] not in {"content-encoding", "content-length"}]
        return httpx.Response(response.status_code, headers=headers, content=b"".join(chunks))

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.status_code in AGAIN:
            raise _RefusedError(response.status_code, _seconds(response.headers.get("Retry-After")))
        if not response.is_success:
            code = response.status_code
            raise self._failed(
                f"对方系统拒绝（{code}）；请核对授权与地址", f"refused ({code}); check licence and address"
            )
        return response

    def _new_token(self) -> str:
        feed = self._feed
        if feed.token_url is None or feed.client_id_env is None or feed.client_secret_env is None:
            return ""
        who = (secret(feed.name, feed.client_id_env), secret(feed.name, feed.client_secret_env))
        answer = self._client.post(str(feed.token_url), data={"grant_type": "client_credentials"}, auth=who)
        token = self._checked(answer).json().get("access_token")
        if not isinstance(token, str):
            raise self._failed("没有得到访问令牌", "no access token was given")
        return token

    def _pace(self) -> None:
        """Wait for the moment of the next request."""
        now = time.monotonic()
        time.sleep(max(0.0, self._next_at - now))
        self._next_at = max(now, self._next_at) + 1 / self._feed.requests_per_second

    def _failed(self, zh: str, en: str) -> TransportError:
        return TransportError(self._feed.name, f"{zh}，下次采集时继续。", f"{en}; the next pull goes on from here.")


def _worth_another_try(problem: Exception) -> bool | float:
    """Lost connections and passing refusals. A number is the seconds to wait, where the partner said how long."""
    if isinstance(problem, _RefusedError):
        wait = 0.0 if problem.status == 401 else problem.wait
        return True if wait is None else wait <= LONGEST_WAIT and wait
    return isinstance(problem, httpx.TransportError)


def _next_cursor(body: bytes) -> str | None:
    try:
        page = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    after = page.get("next_cursor") if isinstance(page, dict) else None
    return str(after) if after is not None else None


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None
