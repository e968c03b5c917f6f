"""`ohub client` and `ohub agreement` as they are typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.errors import HubError
from hub.security.clients.agreements import agreement_for
from hub.security.clients.clients import named_client
from hub.security.clients.tokens import client_of_token, issue
from tests.faults.commands import environment
from tests.hub.security.clients.systems import ACTOR, pair, private, public, publishing

Type = Callable[..., str]
WHO = "insurance-jinan"
SCOPES = ("--scope", "pull/case_status.read", "--scope", "push/benefit.write")
PAPER = (
    *(
        "--number",
        "济卫共享2026-1",
        "--view",
        "case_status",
        "--purpose",
        "核定工伤保险待遇",
        "--basis",
        "职业病防治法第九条",
    ),
    *("--from", "2026-01-01", "--until", "2099-12-31"),
)


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Types `ohub …` against the test's store; gives what it prints."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "250")
    settings.cache_clear()

    def type_it(*words: str, refused: str = "") -> str:
        result = CliRunner().invoke(build(), words)
        if refused:
            assert isinstance(result.exception, HubError), result.output
            assert refused in str(result.exception)
        else:
            assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    yield type_it
    settings.cache_clear()


@pytest.fixture
def keys(tmp_path: Path) -> str:
    file = tmp_path / "jwks.json"
    file.write_bytes(public(pair("EC"), pair("RSA")))
    return str(file)


def told(typed: Type, *words: str) -> Any:
    return json.loads(typed(*words, "--json"))


def add(typed: Type, keys: str, *more: str) -> Any:
    return told(typed, "client", "add", WHO, "--organisation", "bureau:370100", "--jwks", keys, *SCOPES, *more)


def token_of(store: Store) -> str:
    with store.transaction(ACTOR) as connection:
        return issue(connection, named_client(connection, WHO), ["pull/case_status.read"], datetime.now(UTC)) or ""


def is_good(store: Store, token: str) -> bool:
    with store.transaction(ACTOR) as connection:
        return client_of_token(connection, token, datetime.now(UTC)) is not None


def test_add_and_list(typed: Type, keys: str) -> None:
    made = add(typed, keys, "--title", "济南工伤保险系统")
    assert (made["client_id"], made["title"], made["key_ids"]) == (WHO, "济南工伤保险系统", ["ec-1", "rsa-1"])
    assert (made["organisation_kind"], made["organisation_key"]) == ("bureau", "370100")
    assert made["scopes"] == ["pull/case_status.read", "push/benefit.write"]
    assert told(typed, "client", "list") == [made]
    assert pair("EC").as_dict(private=False)["x"] not in json.dumps(made)
    assert WHO in typed("client", "list")


def test_the_title_may_be_left_out(typed: Type, keys: str) -> None:
    assert add(typed, keys)["title"] == WHO


def test_keys_scopes_and_disable_end_the_tokens(typed: Type, keys: str, store: Store, tmp_path: Path) -> None:
    add(typed, keys)
    tokens = [token_of(store)]
    newer = tmp_path / "newer.json"
    newer.write_bytes(public(pair("EC", 2)))
    changed = told(typed, "client", "keys", WHO, "--jwks", str(newer))
    assert (changed["key_ids"], changed["tokens_ended"]) == (["ec-2"], 1)
    tokens.append(token_of(store))
    changed = told(typed, "client", "scopes", WHO, "--scope", "batch.write")
    assert (changed["scopes"], changed["tokens_ended"]) == (["batch.write"], 1)
    tokens.append(token_of(store))
    assert told(typed, "client", "disable", WHO) == {"client_id": WHO, "disabled": True, "tokens_ended": 1}
    assert [is_good(store, token) for token in [*tokens, token_of(store)]] == [False] * 4
    assert told(typed, "client", "list")[0]["disabled_at"]


def test_keys_by_address_are_looked_at_first(typed: Type) -> None:
    with publishing(public(pair("EC"))) as partner:
        made = add(typed, partner.url)
        assert (made["jwks_url"], made["key_ids"]) == (partner.url, [])
        assert len(partner.asked) == 1
        partner.body = private(pair("EC"))
        typed("client", "keys", WHO, "--jwks", partner.url, refused="私钥")
    typed("client", "keys", WHO, "--jwks", "http://hub.example/jwks", refused="须为 https")
    assert told(typed, "client", "list")[0]["jwks_url"] == partner.url


def test_refusals_of_clients(typed: Type, keys: str, tmp_path: Path) -> None:
    lost = tmp_path / "lost.json"
    lost.write_bytes(private(pair("EC")))
    new = ("client", "add", WHO, "--organisation", "bureau:370100", "--jwks", keys, *SCOPES)
    cases = [
        ((*new[:-1], "push/nothing.write"), "没有文档 nothing"),
        ((*new[:-1], "pull/nothing.read"), "没有这个数据视图"),
        ((*new[:-1], "everything"), "权限范围须为"),
        ((*new[:2], "Insurance", *new[3:]), "客户端编号须为"),
        ((*new[:4], "bureau:1", *new[5:]), "单位代码不对"),
        ((*new[:4], "person:7", *new[5:]), "须属于"),
        ((*new[:6], str(lost), *SCOPES), "私钥不得离开"),
        ((*new[:6], str(tmp_path / "none.json"), *SCOPES), "无法读取"),
        ((*new, "--title", "电话13900000000"), "系统名称须为"),
        (("client", "disable", WHO), "没有这个客户端"),
        (("client", "keys", WHO, "--jwks", keys), "没有这个客户端"),
        (("client", "scopes", WHO, *SCOPES), "没有这个客户端"),
        (("agreement", "add", WHO, *PAPER), "没有这个客户端"),
        (("agreement", "list", "--client", WHO), "没有这个客户端"),
    ]
    for words, refused in cases:
        typed(*words, refused=refused)
    assert told(typed, "client", "list") == told(typed, "agreement", "list") == []


def test_agreements_are_added_listed_and_ended(typed: Type, keys: str, store: Store) -> None:
    add(typed, keys)
    made = told(typed, "agreement", "add", WHO, *PAPER, "--territory", "370102", "--signed", "2025-12-01")
    assert (made["number"], made["title"], made["territory"]) == ("济卫共享2026-1", "济卫共享2026-1", "370102")
    assert (made["views"], made["signed_on"], made["valid_until"]) == (["case_status"], "2025-12-01", "2099-12-31")
    today = datetime.now(store.settings.zone).date()
    with store.transaction(ACTOR) as connection:
        assert agreement_for(connection, WHO, "case_status", today)
    assert told(typed, "agreement", "list") == told(typed, "agreement", "list", "--client", WHO) == [made]
    typed("agreement", "add", WHO, *PAPER[:1], "another", *PAPER[2:], refused="已有协议")
    typed("agreement", "add", WHO, *PAPER[:3], "nothing", *PAPER[4:], refused="没有这个数据视图")
    typed("agreement", "add", WHO, *PAPER, "--territory", "370200", refused="辖区不在")
    assert told(typed, "agreement", "end", made["number"])["ended_at"]
    typed("agreement", "end", made["number"], refused="没有这个编号")
    with store.transaction(ACTOR) as connection:
        assert agreement_for(connection, WHO, "case_status", today) is None
    assert "济卫共享2026-1" in typed("agreement", "list")
