"""`ohub provider` as it is typed."""

import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.errors import HubError
from hub.security.sign_on.links import linked_user
from hub.security.sign_on.providers import credential_of, find_provider
from tests.faults.commands import environment
from tests.hub.security.accounts.people import ACTOR, add

Type = Callable[..., str]
NEW = ("add", "province", "--issuer", "https://id.example/realm", "--client-id", "ohub-client")
SUBJECT, SECRET = "370102198003071217", "绿水青山"


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Types `ohub provider` against the test's store with a line on standard input; gives what it prints."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("OHUB_PUBLIC_URL", "https://hub.example/")
    settings.cache_clear()

    def type_it(*words: str, line: str = "", refused: str = "") -> str:
        result = CliRunner().invoke(build(), ["provider", *words], input=line and f"{line}\n")
        if refused:
            assert isinstance(result.exception, HubError), result.output
            assert refused in str(result.exception)
        else:
            assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    yield type_it
    settings.cache_clear()


def test_what_the_provider_has_to_know_is_printed(typed: Type, store: Store) -> None:
    told = json.loads(typed(*NEW, "--accepts-mfa", "mfa, otp", "--json"))
    assert told["redirect_uri"] == "https://hub.example/sign-in/sso/province/callback"
    assert (told["issuer"], told["client_id"], told["accepts"]) == (
        "https://id.example/realm", "ohub-client", ["mfa", "otp"])  # fmt: skip
    assert set(told["public_key"]) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    (listed,) = json.loads(typed("list", "--json"))
    assert listed == {name: told[name] for name in listed}


def test_nothing_secret_is_printed_or_kept_in_clear(typed: Type, store: Store) -> None:
    login = add(store).login
    told = [typed(*NEW, "--secret", line=SECRET), typed("list"), typed("link", "province", login, line=SUBJECT)]
    told += [typed("unlink", "province", login), typed("link", "province", login, "--subject", SUBJECT)]
    assert not [word for word in (SECRET, SUBJECT) if word in "".join(told)]
    with store.transaction(ACTOR) as connection:
        provider = find_provider(connection, "province")
        assert credential_of(connection, store.vault, provider).secret == SECRET
        linked = linked_user(connection, store.vault, provider, SUBJECT)
        assert linked is not None
        assert linked.login == login
        assert SUBJECT not in str(connection.execute(text("select * from audit_entry")).all())


def test_change_disable_and_enable(typed: Type) -> None:
    typed(*NEW, "--accepts-mfa", "mfa")
    changed = json.loads(typed("change", "province", "--title", "省统一身份认证", "--max-age", "600", "--json"))
    assert (changed["title"], changed["max_age"], changed["accepts"]) == ("省统一身份认证", 600, ["mfa"])
    changed = json.loads(typed("change", "province", "--accepts-mfa", "", "--max-age", "0", "--json"))
    assert (changed["title"], changed["max_age"], changed["accepts"]) == ("省统一身份认证", None, [])
    assert json.loads(typed("disable", "province", "--json"))["sessions_ended"] == 0
    assert json.loads(typed("list", "--json"))[0]["disabled_at"]
    typed("enable", "province")
    assert json.loads(typed("list", "--json"))[0]["disabled_at"] is None


def test_every_change_is_written_down(typed: Type, store: Store) -> None:
    login = add(store).login
    for words in (NEW, ("change", "province"), ("link", "province", login, "--subject", "s"),
                  ("unlink", "province", login), ("disable", "province"), ("enable", "province")):  # fmt: skip
        typed(*words)
    with store.transaction(ACTOR) as connection:
        query = "select verb, detail->>'provider' from audit_entry order by entry_id"
        written = [tuple(row) for row in connection.execute(text(query))]
    verbs = ("change", "change", "grant", "revoke", "change", "change")
    assert written == [(verb, "province") for verb in verbs]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ((*NEW, "--secret"), "没有收到 客户端密钥"),
        (("add", "Province", *NEW[2:]), "名称须为"),
        ((*NEW[:3], "http://id.example", *NEW[4:]), "须为 https"),
        (("change", "province"), "没有这个身份提供方"),
        (("disable", "province"), "没有这个身份提供方"),
        (("link", "province", "lake", "--subject", "s"), "没有这个身份提供方"),
        (("unlink", "province", "lake"), "没有这个身份提供方"),
        (("link", "province", "lake"), "没有收到 sub"),
    ],
)
def test_refusals(typed: Type, store: Store, words: tuple[str, ...], refused: str) -> None:
    typed(*words, refused=refused)
    assert json.loads(typed("list", "--json")) == []
    with store.transaction(ACTOR) as connection:
        assert connection.execute(text("select count(*) from audit_entry")).scalar() == 0


def test_what_there_is_already(typed: Type, store: Store) -> None:
    typed(*NEW)
    typed(*NEW, refused="已有这个名称")
    login = add(store).login
    typed("link", "province", "nobody", "--subject", "s", refused="没有这个登录名")
    typed("unlink", "province", login, refused="没有关联")
    typed("link", "province", login, "--subject", "s")
    typed("link", "province", login, "--subject", "t", refused="已有关联")
