"""Serves a generated province as its partners would: `python -m hub.partners.server FOLDER`. Prints name -> address.

One server for each folder of pages. A page is a file; the cursor is how many pages were taken.
"""

import argparse
import base64
import io
import os
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from connectors.rows import Operation
from connectors.sources.national.writer import Header, write

TOKEN_USES = 25  # requests until a token has run out
PER_SECOND = 60.0  # requests a second a partner stands
BURST = 30.0
TYPES = {".xml": "application/xml", ".json": "application/json"}


def _empty_message() -> bytes:
    """A message of the national exchange without a record, as the last answer must be: one that can be read."""
    stream = io.BytesIO()
    write("examination", [], stream, Header(Operation.ADD, "000000000", "000000000", "", ""))
    return stream.getvalue()


EMPTY = {".xml": _empty_message(), ".json": b'{"records":[]}'}


class Partner(ThreadingHTTPServer):
    """One partner system."""

    daemon_threads = True

    def __init__(self, pages: list[Path], chance: Random, faults: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.faults = faults
        self._chance = chance
        self._lock = threading.Lock()
        self._tokens: dict[str, int] = {}
        self._allowance, self._asked_at = BURST, time.monotonic()

    def token(self) -> str:
        with self._lock:
            token = f"{self._chance.getrandbits(128):032x}"
            self._tokens[token] = TOKEN_USES
            return token

    def accepts(self, token: str) -> bool:
        """May this token be used once more?"""
        with self._lock:
            left = self._tokens.get(token, 0)
            self._tokens[token] = left - 1
            return left > 0

    def too_fast(self) -> bool:
        """More requests than this system stands?"""
        with self._lock:
            now = time.monotonic()
            self._allowance = min(BURST, self._allowance + (now - self._asked_at) * PER_SECOND) - 1
            self._asked_at = now
            return self._allowance < 0

    def fault(self) -> str | None:
        """What goes wrong with this request; nothing with most."""
        with self._lock:
            unlucky = self._chance.random() < self.faults
            return self._chance.choice(("error", "cut", "drop")) if unlucky else None


class Handler(BaseHTTPRequestHandler):
    """`POST /token` with the client's credentials, then `GET /pages?cursor=…` with the token."""

    server: Partner
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        given = self.headers.get("Authorization", "")
        known = f"{os.environ.get('OHUB_DEMO_CLIENT_ID', '')}:{os.environ.get('OHUB_DEMO_CLIENT_SECRET', '')}"
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if given != "Basic " + base64.b64encode(known.encode()).decode():
            self._answer(HTTPStatus.UNAUTHORIZED, b"{}")
            return
        self._answer(HTTPStatus.OK, orjson.dumps({"access_token": self.server.token(), "token_type": "bearer"}))

    def do_GET(self) -> None:
        if not self.server.accepts(self.headers.get("Authorization", "").removeprefix("Bearer ")):
            self._answer(HTTPStatus.UNAUTHORIZED, b"{}")
        elif self.server.too_fast():
            self._answer(HTTPStatus.TOO_MANY_REQUESTS, b"{}", {"Retry-After": "0.5"})
        else:
            self._page(self.server.fault())

    def _page(self, fault: str | None) -> None:
        query = parse_qs(urlsplit(self.path).query)
        taken = int(query.get("cursor", ["0"])[0])
        pages = self.server.pages
        suffix = pages[0].suffix
        body = pages[taken].read_bytes() if taken < len(pages) else EMPTY[suffix]
        headers = {"Content-Type": TYPES[suffix], "X-Next-Cursor": str(min(taken + 1, len(pages)))}
        if fault == "error":
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, b"{}")
        elif fault == "drop":
            self.close_connection = True
        else:
            self._answer(HTTPStatus.OK, body, headers, cut=fault == "cut")

    def _answer(
        self, status: HTTPStatus, body: bytes, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: addresses hold cursors."""


def serve(folder: Path, seed: int, faults: float) -> dict[str, str]:
    """Start a partner for each folder of pages, each in a thread. Returns their addresses by name."""
    served = {}
    for kind, suffix in (("national", ".xml"), ("insurance", ".json")):
        for path in sorted((folder / kind).glob("*")):
            pages = sorted(path.glob(f"*{suffix}"))
            if pages:
                partner = Partner(pages, Random(f"{seed}/{path.name}"), faults)
                threading.Thread(target=partner.serve_forever, daemon=True).start()
                served[f"{kind}/{path.name}"] = f"http://127.0.0.1:{partner.server_port}"
    return served


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--faults", type=float, default=0.02)
    given = arguments.parse_args()
    print(orjson.dumps(serve(given.folder, given.seed, given.faults)).decode(), flush=True)  # noqa: T201
    threading.Event().wait()


if __name__ == "__main__":
    main()
