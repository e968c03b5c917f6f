"""Systems that sign in, for the tests: their key pairs, their assertions, and a place where they publish keys."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from hub.db import Store
from hub.security.accounts.organisations import Organisation
from hub.security.actor import Actor
from hub.security.clients.agreeing import NewAgreement, add_agreement
from hub.security.clients.agreements import Agreement
from hub.security.clients.clients import Client, Keys, NewClient, add_client
from hub.security.clients.keys import read_keys

ACTOR = Actor("command", "chief")
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
AUDIENCE = "http://127.0.0.1:8000/oauth/token"
SCOPES = ("pull/case_status.read", "pull/work_injury_insurance.read", "push/benefit.write", "batch.write")
BUREAU = Organisation("bureau", "370100")
NUMBERS = count(1)
ANYTHING = jws.JWSRegistry(algorithms=list(jws.JWSRegistry.algorithms), strict_check_header=False)

Pair = RSAKey | ECKey | OctKey


@cache
def pair(kind: str = "EC", number: int = 1) -> Pair:
    """A private key, the same each time; `kind` is EC (P-384), P-256, RSA (2048 bits) or oct."""
    kid = f"{kind.lower()}-{number}"
    if kind == "RSA":
        return RSAKey.generate_key(2048, {"kid": kid})
    if kind == "oct":
        return OctKey.generate_key(512, {"kid": kid})
    return ECKey.generate_key("P-384" if kind == "EC" else kind, {"kid": kid})


def public(*pairs: Pair) -> bytes:
    """The JWK set of these keys, without their private parts."""
    return json.dumps({"keys": [each.as_dict(private=False) for each in pairs]}).encode()


def private(*pairs: Pair) -> bytes:
    return json.dumps({"keys": [each.as_dict(private=True) for each in pairs]}).encode()


def claims(client_id: str, now: datetime, **changes: Any) -> dict[str, Any]:
    """What a good assertion says at a moment; `changes` replace it, those to None leave it out."""
    at = int(now.timestamp())
    said = {"iss": client_id, "sub": client_id, "aud": AUDIENCE, "exp": at + 200, "iat": at, "jti": f"j{next(NUMBERS)}"}
    return {name: value for name, value in (said | changes).items() if value is not None}


def signed(said: Any, key: Pair, **header: Any) -> str:
    """`said` signed with `key`, by the library's own hand; a header of None is left out."""
    algorithm = {"RSA": "RS384", "EC": "ES384", "oct": "HS384"}[key.key_type]
    protected = {"alg": algorithm, "kid": key.kid, "typ": "JWT"} | header
    protected = {name: value for name, value in protected.items() if value is not None}
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return jws.serialize_compact(protected, body, key, registry=ANYTHING)


def add(store: Store, client_id: str = "insurance-jinan", keys: Keys | None = None, **changes: Any) -> Client:
    """A client of a city's bureau with one EC and one RSA key."""
    keys = keys or Keys(jwks=read_keys(public(pair("EC"), pair("RSA"))))
    new = NewClient(client_id, "济南工伤保险系统", BUREAU, keys, SCOPES, date(2026, 1, 1))
    with store.transaction(ACTOR) as connection:
        return add_client(connection, store.keys, ACTOR, replace(new, **changes), NOW)


def agree(store: Store, number: str = "济卫共享2026-1", **changes: Any) -> Agreement:
    """An agreement of that client over the year 2026, with what is changed."""
    said: dict[str, Any] = {
        "title": "工伤保险数据共享协议",
        "client_id": "insurance-jinan",
        "views": ["case_status"],
        "purpose": "核定工伤保险待遇",
        "basis": "职业病防治法第九条",
        "territory": None,
        "signed_on": date(2026, 1, 5),
        "valid_from": date(2026, 1, 10),
        "valid_until": date(2026, 12, 31),
    }
    with store.transaction(ACTOR) as connection:
        return add_agreement(connection, store.keys, ACTOR, NewAgreement(number, **(said | changes)), NOW, DAY)


class Publisher:
    """Gives `body` at `url`, as a partner's server would; counts how often it was asked, and for what."""

    def __init__(self, body: bytes) -> None:
        self.body, self.status, self.headers = body, 200, dict[str, str]()
        self.asked: list[tuple[str, str]] = []
        self.stall = threading.Event()
        self.stall.set()  # when cleared, nothing is answered until it is set again
        self.url = ""


@contextmanager
def publishing(body: bytes, tls: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    """A server on this machine, until the end; with a certificate at `localhost`."""
    told = Publisher(body)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, str(self.headers["Host"])))
            told.stall.wait(20)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    place = f"https://localhost:{server.server_port}" if tls else f"http://127.0.0.1:{server.server_port}"
    told.url = f"{place}/keys/jwks.json?of=us"
    try:
        yield told
    finally:
        told.stall.set()
        server.shutdown()
        thread.join()
        server.server_close()
