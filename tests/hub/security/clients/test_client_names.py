"""What a client may be called, and which scopes it may have."""

import pytest

from hub.security.clients.names import ClientError, check_names, named_in, read_scopes
from tests.hub.security.clients.systems import SCOPES

WHO = "insurance-jinan"


@pytest.mark.parametrize("client_id", ["", "ab", "Insurance", "1a", "a" * 41, "a1234567", "系统", "a\n"])
def test_ids_that_there_cannot_be(client_id: str) -> None:
    with pytest.raises(ClientError, match="客户端编号须为"):
        check_names(client_id, "x")


@pytest.mark.parametrize("title", ["", "x" * 101, "a\nb", "370102198003071217", "电话13900000000"])
def test_titles_that_there_cannot_be(title: str) -> None:
    with pytest.raises(ClientError, match="系统名称须为"):
        check_names(WHO, title)


@pytest.mark.parametrize(
    "scope", ["", "read", "pull/x", "push/x.read", "pull/x.write", "batch.write ", "pull/../x.read"]
)
def test_scopes_that_there_cannot_be(scope: str) -> None:
    with pytest.raises(ClientError, match="权限范围须为"):
        read_scopes(["batch.write", scope])


def test_a_client_has_some_scope_each_once() -> None:
    assert read_scopes(["push/a.write", "batch.write", "batch.write"]) == ["batch.write", "push/a.write"]
    assert named_in([*SCOPES, "?"]) == ({"case_status", "work_injury_insurance"}, {"benefit"})
    with pytest.raises(ClientError):
        read_scopes([])
