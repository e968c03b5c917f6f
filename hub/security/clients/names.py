"""What a client may be called, and which scopes there are: what is refused, and why."""

import re
from collections.abc import Sequence

from hub.errors import HubError
from hub.security.personal import is_plain_line

# Ids are seen in logs and addresses, so they are neither numbers of people nor phones.
CLIENT_ID = re.compile(r"(?!.*[0-9]{7})[a-z][a-z0-9-]{2,39}", re.ASCII)
# Which views and documents there are is not known here; whoever adds a client asks there.
SCOPE = re.compile(r"pull/([a-z_]{1,40})\.read|push/([a-z_]{1,40})\.write|batch\.write", re.ASCII)
LONGEST_TITLE = 100


class ClientError(HubError):
    """A client that there cannot be."""

    status = 409


def is_client_id(text: str) -> bool:
    """Could a client have this id?"""
    return bool(CLIENT_ID.fullmatch(text))


def check_names(client_id: str, title: str) -> None:
    """Raise ClientError for an id or a title that says more than it should."""
    if not is_client_id(client_id):
        raise ClientError(
            "客户端编号须为 3 至 40 个小写字母、数字、横线，以字母开头，不得含电话或证件号码。",
            "A client id has 3 to 40 lower-case letters, digits and hyphens, begins with a letter, and holds no phone "
            "or identity number.",
        )
    if not (title and is_plain_line(title, LONGEST_TITLE)):
        raise ClientError(
            "系统名称须为一行、最多 100 字，是系统的名称而不是人名，不得含电话或证件号码。",
            "The title names the system, never a person: one line of at most 100 characters without phone or identity "
            "number.",
        )


def read_scopes(scopes: Sequence[str]) -> list[str]:
    """Each once, in order. Raises ClientError."""
    if not scopes or not all(SCOPE.fullmatch(scope) for scope in scopes):
        raise ClientError(
            "权限范围须为 pull/<视图>.read、push/<文档>.write 或 batch.write，至少一个。",
            "A scope is pull/<view>.read, push/<document>.write or batch.write; give at least one.",
        )
    return sorted(set(scopes))


def named_in(scopes: Sequence[str]) -> tuple[set[str], set[str]]:
    """The views and the documents that scopes name."""
    found = [match for match in map(SCOPE.fullmatch, scopes) if match]
    return {match[1] for match in found if match[1]}, {match[2] for match in found if match[2]}
