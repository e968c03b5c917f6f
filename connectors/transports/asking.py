"""Asks a partner over HTTP as it wants to be asked: never too fast, again after failures that pass, within bounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import stamina

from connectors.transports import Counting, TransportError

AGAIN = {408, 425, 429, 500, 502, 503, 504}
LONGEST_WAIT = 60.0  # seconds of Retry-After that are waited for; a longer pause ends the pull until the next one


class RefusedError(Exception):
    """An answer that is worth another try, after `wait` seconds when the partner said how long."""

    def __init__(self, status: int, wait: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.wait = wait


@dataclass
class Asker:
    """Asks for one endpoint. Answers larger than `largest` bytes are not taken in."""

    client: httpx.Client
    endpoint: str
    count: Counting
    attempts: int
    requests_per_second: float
    largest: int
    _next_at: float = field(default=0.0, init=False)

    def patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """Ask until there is an answer. Raises TransportError when patience or the partner's permission ends."""
        try:
            for attempt in stamina.retry_context(
                on=_worth_another_try, attempts=self.attempts, timeout=None, wait_initial=0.2, wait_max=10.0
            ):
                with attempt:
                    self.count.retries += attempt.num > 1
                    return ask()
        except RefusedError as refused:
            raise self.failed(f"对方系统答复 {refused.status}", f"the partner answered {refused.status}") from refused
        except httpx.HTTPError as problem:
            kind = type(problem).__name__
            raise self.failed(f"无法连接或读取（{kind}）", f"it cannot be reached or read ({kind})") from problem
        raise AssertionError("a retry context ends with a result or an exception")

    def send(self, request: httpx.Request, auth: tuple[str, str] | None = None) -> httpx.Response:
        """The answer with its whole body, once its time has come, whatever its status."""
        self._pace()
        response = self.client.send(request, stream=True, auth=auth)
        try:
            chunks, size = [], 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self.largest:
                    raise self.failed("返回的一页超过允许的大小", "a page is larger than allowed")
                chunks.append(chunk)
        finally:
            response.close()
        # the body is decoded already: the headers that spoke of its coding no longer hold
        headers = [pair for pair in response.headers.items() if pair[0] not in {"content-encoding", "content-length"}]
        return httpx.Response(response.status_code, headers=headers, content=b"".join(chunks))

    def checked(self, response: httpx.Response) -> httpx.Response:
        """The answer where it is a good one. Raises RefusedError for what may pass, TransportError for the rest."""
        if response.status_code in AGAIN:
            raise RefusedError(response.status_code, _seconds(response.headers.get("Retry-After")))
        if not response.is_success:
            code = response.status_code
            raise self.failed(
                f"对方系统拒绝（{code}）；请核对授权与地址", f"refused ({code}); check licence and address"
            )
        return response

    def failed(self, zh: str, en: str) -> TransportError:
        """The end of this pull, to be raised."""
        return TransportError(self.endpoint, f"{zh}，下次采集时继续。", f"{en}; the next pull goes on from here.")

    def _pace(self) -> None:
        """Wait for the moment of the next request."""
        now = time.monotonic()
        time.sleep(max(0.0, self._next_at - now))
        self._next_at = max(now, self._next_at) + 1 / self.requests_per_second


def _worth_another_try(problem: Exception) -> bool | float:
    """Lost connections and passing refusals. A number is the seconds to wait, where the partner said how long."""
    if isinstance(problem, RefusedError):
        wait = 0.0 if problem.status == 401 else problem.wait
        return True if wait is None else wait <= LONGEST_WAIT and wait
    return isinstance(problem, httpx.TransportError)


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None
