"""The steps of a sign-in at an identity provider: sending a browser there, and what comes of its return."""

from datetime import UTC, datetime
from typing import NamedTuple

from hub.db import Store
from hub.door.callers import DOOR
from hub.errors import HubError
from hub.security.accounts import limits, sessions
from hub.security.accounts.limits import Guess
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.sign_on.attempts import Begun, keep_attempt, take_attempt
from hub.security.sign_on.facts import Facts, VerifyingKey
from hub.security.sign_on.id_token import Expected, Identity, check_token
from hub.security.sign_on.links import hold_linked, linked_user
from hub.security.sign_on.oidc import Attempt, Client, check_sender, exchange, known_error, new_attempt, request_url
from hub.security.sign_on.provider_rules import Provider
from hub.security.sign_on.providers import credential_of, find_provider
from hub.security.sign_on.refusals import SignOnError

PATH = "/sign-in/sso"
EACH = limits.Rule(2**30, limits.ADDRESS.first, limits.ADDRESS.longest)  # the address alone is made to wait


class Answer(NamedTuple):
    """What a browser brings back: the parameters of its address, the secret it kept, and where it came from."""

    state: str
    code: str
    error: str
    issuer: str | None
    browser: str
    address: str


def send(store: Store, facts: Facts, name: str, address: str, onward: str) -> tuple[str, Attempt]:
    """Where the browser is sent, and the secrets of the attempt, of which it keeps `browser`. `onward` is the path of
    ours it goes to in the end. Raises NotFoundError, WaitError, SignOnError, UnavailableError."""
    now, attempt = datetime.now(UTC), new_attempt()
    with store.transaction(DOOR) as connection:
        provider = find_provider(connection, name, usable=True)
        limits.admit(connection, store.vault, _guess(address), now, (EACH, limits.ADDRESS))
    metadata = facts.metadata(provider.issuer)
    with store.transaction(DOOR) as connection:
        keep_attempt(connection, store.vault, provider, (attempt, onward), now)
    return request_url(metadata, _client(store, provider), attempt, provider.max_age), attempt


def receive(store: Store, facts: Facts, name: str, answer: Answer) -> tuple[str, str]:
    """The token of a new session, which may still lack the second factor, and where to go on.

    The attempt is used up whatever comes of it. Raises NotFoundError, SignOnError, UnavailableError.
    """
    with store.transaction(DOOR) as connection:
        provider = find_provider(connection, name, usable=True)
        came = (answer.state, answer.browser)
        begun = take_attempt(connection, store.vault, provider, came, datetime.now(UTC))
    try:
        identity = _identity(store, facts, provider, begun, answer)
        return _signed_in(store, provider, identity, answer.address), begun.onward
    except HubError as refusal:
        _note_failure(store, provider, refusal, answer.address)
        raise


def redirect_uri(store: Store, name: str) -> str:
    """The one address that a provider sends browsers back to."""
    return f"{store.settings.public_url.rstrip('/')}{PATH}/{name}/callback"


def _identity(store: Store, facts: Facts, provider: Provider, begun: Begun, answer: Answer) -> Identity:
    """Whom the provider vouches for."""
    metadata = facts.metadata(provider.issuer)
    check_sender(metadata, answer.issuer)
    if answer.error or not answer.code:
        raise SignOnError("denied", known_error(answer.error))
    tokens = exchange(metadata, _client(store, provider), answer.code, begun.verifier)
    expected = Expected(provider.issuer, provider.client_id, begun.nonce, provider.max_age)

    def key_of(key_id: str | None, algorithm: str) -> VerifyingKey:
        return facts.key(provider.issuer, key_id, algorithm)

    return check_token(tokens, expected, key_of, datetime.now(UTC))


def _signed_in(store: Store, provider: Provider, identity: Identity, address: str) -> str:
    """A session of the user who is linked, with the entry that says so. Raises SignOnError where there is none."""
    now, second = datetime.now(UTC), not identity.methods.isdisjoint(provider.accepts)
    with store.transaction(DOOR) as connection:
        linked = linked_user(connection, store.vault, provider, identity.subject)
    if linked is None:
        raise SignOnError("not-linked")
    who = Actor("user", linked.login)
    with store.transaction(who) as connection:
        if not hold_linked(connection, store.vault, (provider, identity.subject, linked), now):
            raise SignOnError("not-linked")
        token = sessions.start(connection, linked.user_id, now, second_factor=second)
        detail = {"step": "provider", "provider": provider.name, "second_factor": second}
        record_access(connection, store.keys, who, Access(Verb.SIGN_IN, address=address, detail=detail))
        limits.succeeded(connection, store.vault, _guess(address), now)
    return token


def _note_failure(store: Store, provider: Provider, refusal: HubError, address: str) -> None:
    """In a transaction of its own. Only of what was begun here, so that nobody fills the audit by guessing."""
    reason = refusal.reason if isinstance(refusal, SignOnError) else "unavailable"
    detail = {"step": "provider", "provider": provider.name, "reason": reason}
    with store.transaction(DOOR) as connection:
        record_access(connection, store.keys, DOOR, Access(Verb.SIGN_IN_FAILED, address=address, detail=detail))


def _client(store: Store, provider: Provider) -> Client:
    with store.transaction(DOOR) as connection:
        credential = credential_of(connection, store.vault, provider)
    return Client(provider.client_id, redirect_uri(store, provider.name), *credential)


def _guess(address: str) -> Guess:
    """A sign-in that is begun counts against its network address until it succeeds."""
    return Guess("sign-on", address, address)
