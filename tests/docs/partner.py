"""The generated parts of the page for partners: the settings of each transport, and the numbers the pull keeps to."""

from importlib import import_module
from typing import Literal, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from connectors.transports import FeedBase, asking, http
from connectors.transports.names import UNFINISHED
from hub.intake.feeds import TRANSPORTS
from hub.intake.pulling import ATTEMPTS
from tests.docs.fields import marks, plain_type
from tests.docs.markdown import table
from tests.docs.words import SETTINGS

_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def settings() -> str:
    """The settings of a feed, a table for each transport."""
    return "\n\n".join(f"**`{name}`**\n\n{_settings(_feed(name))}" for name in TRANSPORTS)


def _feed(transport: str) -> type[FeedBase]:
    feed: type[FeedBase] = import_module(f"connectors.transports.{transport}").Feed
    return feed


def _settings(feed: type[FeedBase]) -> str:
    rows = ([f"`{name}`", _kind(field), _default(field), SETTINGS[name]] for name, field in feed.model_fields.items())
    return table(["设置 setting", "类型 type", "默认 default", "说明 meaning"], rows)


def _kind(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return f"`{field.default}`"
    bounds = [
        f"{sign} {getattr(mark, name):,}"
        for mark in marks(field)
        for name, sign in _SIGNS.items()
        if hasattr(mark, name)
    ]
    return " ".join([plain_type(field.annotation), *bounds])


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined or get_origin(field.annotation) is Literal:
        return "必填 required"
    return "" if field.default is None else f"`{field.default}`"


def again() -> str:
    """The answers after which a request is tried again."""
    return "、".join(str(status) for status in sorted(asking.AGAIN))


def longest_wait() -> str:
    """The seconds of Retry-After that are waited for."""
    return f"{asking.LONGEST_WAIT:g}"


def tries() -> str:
    """How often a page is tried by default."""
    return str(http.Feed.model_fields["attempts"].default)


def readings() -> str:
    """How often a page that cannot be read is fetched in one pull."""
    return str(ATTEMPTS)


def limit() -> str:
    """The page size that is asked for by default."""
    return str(http.Feed.model_fields["limit"].default)


def largest() -> str:
    """The size of a page by default."""
    return f"{http.Feed.model_fields['largest_page'].default // 2**20} MiB"


def unfinished() -> str:
    """The endings of names of files that are not finished."""
    return "、".join(f"`{ending}`" for ending in UNFINISHED)


def margin() -> str:
    """For how many seconds a changed row is left by default."""
    return str(_feed("database").model_fields["margin_s"].default)


def settled() -> str:
    """For how long a file must have been left alone by default."""
    return str(_feed("folder").model_fields["settled_s"].default)
