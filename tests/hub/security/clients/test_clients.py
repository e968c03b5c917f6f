"""Clients: what is kept of them, who cannot be one, and that every change ends their tokens."""

from typing import Any

import pytest

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.security.accounts.organisations import Organisation
from hub.security.clients.clients import (
    Keys,
    all_clients,
    change_scopes,
    disable_client,
    find_client,
    named_client,
    replace_keys,
)
from hub.security.clients.keys import key_ids, read_keys
from hub.security.clients.names import ClientError
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.granting import WHO, given, whose
from tests.hub.security.clients.systems import ACTOR, BUREAU, NOW, SCOPES, add, pair, public


def entries(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row) for row in fetch(store, "select verb, actor, detail from audit_entry order by entry_id")]


def test_a_client_is_kept_as_it_was_given(any_store: Store) -> None:
    made = add(any_store)
    with any_store.transaction(ACTOR) as connection:
        assert made == find_client(connection, WHO) == named_client(connection, WHO) == all_clients(connection)[0]
    assert (made.organisation_kind, made.organisation_key, made.jwks_url) == (*BUREAU, None)
    assert key_ids(made.jwks or []) == ["ec-1", "rsa-1"]
    assert made.scopes == sorted(SCOPES)
    assert entries(any_store) == [("grant", "command:chief", {"client": WHO, "scopes": sorted(SCOPES)})]


def test_clients_that_there_cannot_be(store: Store) -> None:
    add(store)
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"client_id": "x"}, "客户端编号"),
        ({"title": ""}, "系统名称"),
        ({"scopes": []}, "权限范围"),
        ({"organisation": Organisation("person", "7")}, "须属于"),
        ({}, "已被使用"),
    ]
    for changes, refused in refusals:
        with pytest.raises(HubError, match=refused):
            add(store, **changes)
    assert len(fetch(store, "select 1 from client")) == 1


@pytest.mark.parametrize("client_id", ["", "nobody-there", "insurance\0jinan", "济南"])
def test_who_is_no_client_is_not_found(store: Store, client_id: str) -> None:
    with store.transaction(ACTOR) as connection:
        assert find_client(connection, client_id) is None
        with pytest.raises(NotFoundError, match="没有这个客户端"):
            disable_client(connection, store.keys, ACTOR, client_id, NOW)


def test_a_disabled_client_is_out_at_once(any_store: Store) -> None:
    client = add(any_store)
    token, other = given(any_store, client), given(any_store, add(any_store, "insurance-qingdao"))
    with any_store.transaction(ACTOR) as connection:
        assert disable_client(connection, any_store.keys, ACTOR, WHO, NOW) == 1
    assert [whose(any_store, token), given(any_store, client)] == [None, ""]
    with any_store.transaction(ACTOR) as connection:
        disabled = named_client(connection, WHO)
    assert disabled.disabled_at == NOW
    assert given(any_store, disabled) == "", "not even as it is now"
    assert whose(any_store, other), "others stay"
    assert entries(any_store)[-1] == ("revoke", "command:chief", {"client": WHO})


def test_other_keys_and_other_scopes_end_the_tokens(any_store: Store) -> None:
    old = add(any_store)
    tokens = [given(any_store, old)]
    with any_store.transaction(ACTOR) as connection:
        new = Keys(jwks=read_keys(public(pair("EC", 2))))
        assert replace_keys(connection, any_store.keys, ACTOR, WHO, new, NOW) == 1
        changed = named_client(connection, WHO)
    assert key_ids(changed.jwks or []) == ["ec-2"]
    assert given(any_store, old) == "", "whoever was checked with the old keys gets none"
    tokens.append(given(any_store, changed))
    with any_store.transaction(ACTOR) as connection:
        assert change_scopes(connection, any_store.keys, ACTOR, WHO, ["batch.write"], NOW) == 1
        assert named_client(connection, WHO).scopes == ["batch.write"]
        with pytest.raises(ClientError):
            change_scopes(connection, any_store.keys, ACTOR, WHO, ["everything"], NOW)
    assert [whose(any_store, token) for token in tokens] == [None, None]
    assert [entry[0] for entry in entries(any_store)] == ["grant", "change", "grant"]


def test_keys_move_to_an_address_and_back(store: Store) -> None:
    add(store)
    for new in (Keys(jwks_url="https://a.example/jwks"), Keys(jwks=read_keys(public(pair("EC"))))):
        with store.transaction(ACTOR) as connection:
            replace_keys(connection, store.keys, ACTOR, WHO, new, NOW)
            assert named_client(connection, WHO)[4:6] == tuple(new)


def test_the_service_cannot_change_what_a_client_is(store: Store) -> None:
    given(store, add(store))
    for forbidden in (
        "update client set organisation_key = '370000'",
        "delete from client",
        "update client_token set ends_at = 'infinity'",
        "update client_assertion_seen set jti_hash = ''",
        "update agreement set valid_until = 'infinity'",
        "delete from agreement",
    ):
        with pytest.raises(Exception, match="permission denied"), store.transaction(ACTOR) as connection:
            connection.exec_driver_sql(forbidden)
