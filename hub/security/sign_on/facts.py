"""What a provider publishes of itself (OpenID Connect Discovery 1.0) and its keys (RFC 7517), kept for an hour."""

import threading
import time
from collections.abc import Callable
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from pydantic import BaseModel, ConfigDict, StrictBool, StrictStr, ValidationError

from hub.errors import HubError
from hub.security.sign_on.fetching import check_address, fetch, is_loopback
from hub.security.sign_on.refusals import SignOnError

KEPT_S = 3600.0
ASKED_AGAIN_S = 60.0  # not oftener for a key that is missing, or anybody could make the hub ask without end
WELL_KNOWN = "/.well-known/openid-configuration"
KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC"}  # of key, by the first letters of the algorithm
PUBLIC = ("kty", "n", "e", "crv", "x", "y", "kid", "use", "alg")
LEAST_RSA = 342  # characters of base64 for a modulus of 2048 bits (NIST SP 800-131A)
VerifyingKey = RSAKey | ECKey


class Metadata(BaseModel):
    """The part of the discovery document that is used. The last says whether the provider names itself when it sends
    somebody back (RFC 9207)."""

    model_config = ConfigDict(frozen=True)
    issuer: StrictStr
    authorization_endpoint: StrictStr
    token_endpoint: StrictStr
    jwks_uri: StrictStr
    authorization_response_iss_parameter_supported: StrictBool = False


class _Known:
    """What is known of one issuer. Who needs what is missing waits for whoever is asking."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.metadata: Metadata | None = None
        self.metadata_at = 0.0
        self.keys: list[VerifyingKey] = []
        self.keys_at: float | None = None
        self.asked_again_at: float | None = None


class Facts:
    """Facts of all providers, for the threads of one process. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def metadata(self, issuer: str) -> Metadata:
        """The discovery document of a configured issuer. Raises SignOnError, UnavailableError."""
        known = self._of(issuer)
        with known.lock:
            if known.metadata is None or self._clock() - known.metadata_at > KEPT_S:
                known.metadata, known.metadata_at = discover(issuer), self._clock()
            return known.metadata

    def key(self, issuer: str, key_id: str | None, algorithm: str) -> VerifyingKey:
        """The key that a token names, of the kind its algorithm needs. Raises SignOnError, UnavailableError.

        Without a name it is the only key of that kind. One that is not there is looked for once more, at most once a
        minute, since providers change their keys.
        """
        known = self._of(issuer)
        with known.lock:
            if known.keys_at is None or self._clock() - known.keys_at > KEPT_S:
                self._read_keys(issuer, known)
            found = _choose(known.keys, key_id, algorithm)
            if found is None and self._may_ask_again(known):
                self._read_keys(issuer, known)
                found = _choose(known.keys, key_id, algorithm)
        if found is None:
            raise SignOnError("key")
        return found

    def _of(self, issuer: str) -> _Known:
        with self._lock:
            return self._known.setdefault(issuer, _Known())

    def _may_ask_again(self, known: _Known) -> bool:
        now = self._clock()
        if known.asked_again_at is not None and now - known.asked_again_at < ASKED_AGAIN_S:
            return False
        known.asked_again_at = now
        return True

    def _read_keys(self, issuer: str, known: _Known) -> None:
        known.keys, known.keys_at = read_keys(self.metadata(issuer)), self._clock()


def discover(issuer: str) -> Metadata:
    """Ask for the discovery document, which must name this very issuer. Raises SignOnError, UnavailableError."""
    status, content = fetch(check_address(issuer.rstrip("/") + WELL_KNOWN, here=is_loopback(issuer)))
    if status != 200:
        raise SignOnError("discovery", "status")
    try:
        metadata = Metadata.model_validate(content)
    except ValidationError as problem:
        raise SignOnError("discovery", "form") from problem
    if metadata.issuer != issuer:
        raise SignOnError("discovery", "issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        try:
            check_address(getattr(metadata, name), here=is_loopback(issuer))
        except HubError as problem:
            raise SignOnError("discovery", name) from problem
    return metadata


def read_keys(metadata: Metadata) -> list[VerifyingKey]:
    """The keys a provider publishes that may verify something; those of other kinds are passed over (RFC 7517, 5)."""
    status, content = fetch(metadata.jwks_uri)
    listed = content.get("keys")
    if status != 200 or not isinstance(listed, list):
        raise SignOnError("discovery", "jwks_uri")
    return [key for each in listed if (key := _imported(each))]


def _imported(jwk: Any) -> VerifyingKey | None:
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    public = {name: jwk[name] for name in PUBLIC if name in jwk}
    try:
        if jwk.get("kty") == "EC":
            return ECKey.import_key(public)
        if jwk.get("kty") == "RSA" and len(str(jwk.get("n"))) >= LEAST_RSA:
            return RSAKey.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        pass  # one key that cannot be read takes nothing from the others
    return None


def _choose(keys: list[VerifyingKey], key_id: str | None, algorithm: str) -> VerifyingKey | None:
    fitting = [key for key in keys if key.key_type == KINDS[algorithm[:2]] and key.get("alg", algorithm) == algorithm]
    if key_id is None:
        return fitting[0] if len(fitting) == 1 else None
    return next((key for key in fitting if key.kid == key_id), None)
