"""How long a connection may keep the service waiting: for the head of a request, and for each piece of its body.

Many that each send a byte now and then would otherwise hold every connection there is.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from hub.errors import HubError

HEAD_SECONDS = 15.0
PIECE_SECONDS = 30.0


TOO_SLOW = HubError(
    "请求的内容长时间没有传完，已放弃，什么也没有收下；请检查网络后重新发送。",
    "The rest of the request did not come and was given up; nothing was taken. Check the network and send it again.",
)
TOO_LARGE = HubError(
    "请求的内容太大，没有收下；请拆成几份。", "The request is too large and was not taken; send it in parts."
)


class Patience:
    """ASGI middleware around everything: a piece of a body that does not come for `seconds` ends the request with 408;
    a body beyond what its route allows, which the framework refuses in words of its own, is refused in ours."""

    def __init__(self, app: ASGIApp, seconds: float = PIECE_SECONDS) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = _Request(receive, send, self.seconds)
            await self.app(scope, request.receive, request.send)
        else:
            await self.app(scope, receive, send)


class _Request:
    """One request: what it brings is waited for, what is answered to it is replaced where it was refused here."""

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive, self._send, self._seconds = receive, send, seconds
        self._is_whole = self._is_late = self._is_replaced = False

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()  # what comes after the body is the end of the connection, whenever that is
        try:
            message = await asyncio.wait_for(self._receive(), self._seconds)
        except TimeoutError:
            self._is_late = True
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._is_late:
                await self._refuse(408, TOO_SLOW)
            elif message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                await self._refuse(413, TOO_LARGE)
        if not self._is_replaced:
            await self._send(message)

    async def _refuse(self, status: int, refusal: HubError) -> None:
        self._is_replaced = True
        content = {"type": "about:blank", "status": status, "title": refusal.zh, "title_en": refusal.en}
        head = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await self._send({"type": "http.response.start", "status": status, "headers": head})
        await self._send({"type": "http.response.body", "body": orjson.dumps(content)})


class Attentive(H11Protocol):
    """A connection that is closed when the head of a request is not there in time."""

    seconds = HEAD_SECONDS

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._last: object = None
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watching.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        self._watching = self.loop.call_later(self.seconds, self._look)

    def _look(self) -> None:
        """Close it unless a request is being answered, or one came since the last look."""
        if self.cycle is self._last and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()
            return
        self._last = self.cycle
        self._watch()
