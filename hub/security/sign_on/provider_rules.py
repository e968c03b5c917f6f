"""What an identity provider is to the hub, and what is refused of one that is to be configured."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from hub.errors import HubError
from hub.security.sign_on.fetching import check_address, is_loopback

NAME = re.compile(r"(?!.*[0-9]{7})[a-z][a-z0-9-]{1,31}")  # seen in addresses and in the audit: no number of a person
WORD = re.compile(r"[!-~]{1,255}")  # a client id or a word for a method: printed ASCII without blanks


class ProviderError(HubError):
    """A provider that cannot be configured like this."""

    status = 422


@dataclass(frozen=True)
class NewProvider:
    """What is known of a provider before it is there. With `secret` the hub proves itself by it, else by a key of its
    own. `accepts`: the values of `amr` or `acr` that count as a second factor; `max_age` in seconds; `title` is what
    people see, else the name."""

    name: str
    issuer: str
    client_id: str
    secret: str | None = None
    accepts: Sequence[str] = ()
    max_age: int | None = None
    title: str = ""


class Provider(NamedTuple):
    """A provider, without what is secret. `by_key`: does the hub prove itself by a key of its own?"""

    provider_id: int
    name: str
    title: str
    issuer: str
    client_id: str
    accepts: list[str]
    max_age: int | None
    disabled_at: datetime | None
    by_key: bool


def check_new(new: NewProvider) -> None:
    """Raise AddressError or ProviderError for a provider that cannot be."""
    check_address(new.issuer, here=is_loopback(new.issuer))
    if "?" in new.issuer or not NAME.fullmatch(new.name):
        raise ProviderError(
            "名称须为 2 至 32 个小写字母、数字和横线，以字母开头，不得含电话或证件号码；issuer 不得含问号。",
            "A name has 2 to 32 lower-case letters, digits and hyphens, begins with a letter and holds no number of a "
            "person; an issuer holds no question mark.",
        )
    check_rules(new)


def check_rules(rules: NewProvider | Provider) -> None:
    """Raise ProviderError for what may change of a provider, and cannot be so."""
    words = all(WORD.fullmatch(word) for word in (rules.client_id, *rules.accepts))
    if not words or not rules.title.isprintable() or (rules.max_age is not None and rules.max_age < 1):
        raise ProviderError(
            "客户端标识和第二因素的取值须为可见的 ASCII 字符，不含空格；显示名称写成一行；时限须为正整数秒。",
            "The client id and the values for a second factor are printed ASCII without blanks, the title is one line, "
            "and the age a positive number of seconds.",
        )
