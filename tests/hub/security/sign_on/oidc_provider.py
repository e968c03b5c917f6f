"""An identity provider on loopback that keeps to OpenID Connect, and has a switch for each way to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from tests.hub.security.sign_on.served import Served

SUBJECT = "2f7a-subject"
ASSERTIONS = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def new_key(algorithm: str = "ES256") -> RSAKey | ECKey:
    """A key for that algorithm, with a name of its own."""
    named = {"kid": secrets.token_hex(4), "use": "sig", "alg": algorithm}
    if algorithm.startswith("ES"):
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[algorithm], named)
    return RSAKey.generate_key(2048, named)


@dataclass
class Provider(Served):
    """`claims` and `header` change what a token says, `document` the discovery, `sends` what the browser brings back.

    `sign` replaces the signing, `names_itself` is RFC 9207; `slow` makes the keys drip in, `padding` makes them large.
    """

    algorithm: str = "ES256"
    secret: str = ""
    names_itself: bool = True
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    sends: dict[str, str | None] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    slow: float = 0
    padding: int = 0
    client_id: str = "ohub-client"
    client_key: dict[str, Any] | None = None
    redirect_uris: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.keys = [new_key(self.algorithm)]
        self.codes: dict[str, dict[str, str]] = {}
        self.assertions: set[str] = set()
        self.key_requests = 0
        self.seen: list[str] = []

    def __enter__(self) -> "Provider":
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self._discovery)
        app.get("/jwks")(self._jwks)
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        self.start(app)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def rotate(self) -> None:
        """Sign with another key from now on, and publish that one alone."""
        self.keys = [new_key(self.algorithm)]

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "authorization_response_iss_parameter_supported": self.names_itself,
        } | self.document

    def _jwks(self) -> dict[str, Any]:
        self.key_requests += 1
        time.sleep(self.slow)
        unknown = {"kty": "AKP", "kid": "of-another-time", "alg": "ML-DSA-44", "pub": "AA"}
        published = [unknown, *(key.as_dict(private=False) for key in self.keys)]
        return {"keys": published, "padding": "x" * self.padding}

    def _authorize(self, request: Request) -> Response:
        """Somebody is signed in here already, so the browser is sent back at once."""
        asked = dict(request.query_params)
        if asked["client_id"] != self.client_id or asked["redirect_uri"] not in self.redirect_uris:
            return Response("unknown client or address", 400)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]} | ({"iss": self.url} if self.names_itself else {})
        kept = {name: value for name, value in (back | self.sends).items() if value is not None}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(kept)}", 302)

    async def _token(self, request: Request) -> JSONResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form["code"], None)  # good once
        challenge = _text(hashlib.sha256(form["code_verifier"].encode()).digest())
        if not asked or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access, now = secrets.token_urlsafe(16), int(time.time())
        digest = hashlib.new(f"sha{self.algorithm[2:]}", access.encode()).digest()
        claims = {"iss": self.url, "aud": self.client_id, "sub": SUBJECT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "at_hash": _text(digest[: len(digest) // 2]), "auth_time": now}
        token = self._signed({name: value for name, value in (claims | self.claims).items() if value is not None})
        self.seen += [access, token]
        return JSONResponse({"id_token": token, "access_token": access, "token_type": "Bearer"})

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.keys[0]
        given = {"alg": self.algorithm, "kid": key.kid} | self.header
        header = {name: value for name, value in given.items() if value is not None}
        if self.sign:
            return self.sign(header, claims)
        registry = jws.JWSRegistry(algorithms=[self.algorithm], strict_check_header=False)
        return jwt.encode(header, claims, key, registry=registry)

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        if self.secret:
            name, _, secret = base64.b64decode(request.headers["Authorization"].split()[1]).decode().partition(":")
            return (unquote_plus(name), unquote_plus(secret)) == (self.client_id, self.secret)
        if not self.client_key or form["client_assertion_type"] != ASSERTIONS:
            return False
        claims = jwt.decode(form["client_assertion"], ECKey.import_key(self.client_key), algorithms=["ES256"]).claims
        fresh = claims["jti"] not in self.assertions and 0 < claims["exp"] - time.time() <= 60
        self.assertions.add(claims["jti"])
        of_client = claims["iss"] == claims["sub"] == form["client_id"] == self.client_id
        return bool(fresh and of_client and claims["aud"] == f"{self.url}/token")


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token of algorithm `none`."""
    return f"{_text(json.dumps(header | {'alg': 'none'}).encode())}.{_text(json.dumps(claims).encode())}."


def signed_with_public_key(key: RSAKey | ECKey) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Makes tokens of HS256 whose secret is the public key, which everybody knows."""

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        said = f"{_text(json.dumps(header | {'alg': 'HS256'}).encode())}.{_text(json.dumps(claims).encode())}"
        return f"{said}.{_text(hmac.digest(key.as_pem(private=False), said.encode(), 'sha256'))}"

    return sign
