"""What is known of a provider: its document and its keys, asked for no oftener than they must be."""

from concurrent.futures import ThreadPoolExecutor

from hub.security.sign_on.facts import Facts
from hub.security.sign_on.refusals import SignOnError
from tests.hub.security.sign_on.oidc_provider import Provider as Remote


def test_keys_are_asked_for_again_once_a_minute_and_every_hour() -> None:
    clock = [0.0]
    facts = Facts(lambda: clock[0])
    with Remote() as remote:

        def known(key_id: str | None, algorithm: str = "ES256") -> bool:
            try:
                return facts.key(remote.url, key_id, algorithm).kid is not None
            except SignOnError:
                return False

        first = remote.keys[0].kid
        assert [known(first), known(None), known(first, "RS256"), known("other")] == [True, True, False, False]
        assert remote.key_requests == 2, "once, and once more for what was not there"
        remote.rotate()
        assert not known(remote.keys[0].kid)
        clock[0] = 60
        assert known(remote.keys[0].kid)
        assert not known(first), "what is no longer published is no longer believed"
        clock[0] = 60 + 3601
        second = remote.keys[0].kid
        remote.rotate()
        assert not known(second)


def test_many_at_once_ask_once() -> None:
    facts = Facts()
    with Remote(slow=0.2) as remote, ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: facts.key(remote.url, remote.keys[0].kid, "ES256"), range(8)))
        assert {key.kid for key in keys} == {remote.keys[0].kid}
        assert remote.key_requests == 1
