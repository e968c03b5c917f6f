"""Where a reader of the feed stands, and the cursor that carries it: opaque, and bound to all that gives it meaning."""

import base64
import binascii
import hmac
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.scope import SETTINGS
from hub.security.vault import Vault
from hub.surveillance.snapshot import HORIZON

TAG_BYTES = 16
LONGEST = 400
FENCE = "select current_user, " + ", ".join(f"coalesce(current_setting('ohub.{name}', true), '')" for name in SETTINGS)


class Position(NamedTuple):
    """A place in the order of the feed: transaction, kind of event, number of its subject, and of its version.

    With zeros behind the transaction: all transactions before it are through.
    """

    xid: int = 0
    kind: int = 0
    subject: int = 0
    version: int = 0

    @property
    def at_end(self) -> bool:
        """Is everything below the horizon of that time through?"""
        return self[1:] == (0, 0, 0)


class Ground(NamedTuple):
    """What a cursor is bound to: the view, the database, the fence it is read behind (the last two as keyed hashes)."""

    view: str
    database: str
    fence: str


class Reach(NamedTuple):
    """What a reading stands on, and its horizon: every transaction below it has ended."""

    ground: Ground
    horizon: int


def reach(connection: Connection, vault: Vault, view: str) -> Reach:
    """As of now. A statement that follows sees all that transactions below the horizon have done."""
    xmin, database = connection.execute(text(HORIZON)).one()
    fence = "\x1f".join(connection.execute(text(FENCE)).one())
    marks = (vault.blind("feed-database", database), vault.blind("feed-fence", fence))
    return Reach(Ground(view, *(mark.hex() for mark in marks)), xmin)


def write_cursor(vault: Vault, ground: Ground, position: Position) -> str:
    """The cursor of a position: text for an address, which only this hub can make."""
    content = orjson.dumps([*ground, *position])
    return base64.urlsafe_b64encode(_tag(vault, content) + content).decode()


def read_cursor(vault: Vault, here: Reach, cursor: str | None) -> Position:
    """The position of a cursor, the beginning for none. Raises HubError for one that does not belong here."""
    if cursor is None:
        return Position()
    view, database, fence, *place = _content(vault, cursor)
    position = Position(*place)
    if view != here.ground.view:
        raise HubError(
            "这个游标属于另一个数据视图；请使用该视图的游标，或不带游标从头开始。",
            "This cursor belongs to another view; use that view's own, or begin anew without a cursor.",
        )
    if database != here.ground.database or position.xid > here.horizon:
        raise HubError(
            "数据库在发出这个游标之后恢复或重启过，游标已失效；请清空已接收的数据，不带游标从头开始。",
            "The database was restored or recovered since this cursor was given; drop what was received and begin anew "
            "without a cursor.",
        )
    if fence != here.ground.fence:
        raise HubError(
            "访问范围在发出这个游标之后变了，游标已失效；请清空已接收的数据，不带游标从头开始。",
            "What may be seen has changed since this cursor was given; drop what was received and begin anew without a "
            "cursor.",
        )
    return position


def _content(vault: Vault, cursor: str) -> tuple[str, str, str, int, int, int, int]:
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True) if len(cursor) <= LONGEST else b""
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    tag, content = raw[:TAG_BYTES], raw[TAG_BYTES:]
    whole = base64.urlsafe_b64encode(raw).decode() == cursor  # the last letter has spare bits
    if not (whole and hmac.compare_digest(tag, _tag(vault, content))):
        raise HubError(
            "游标不完整或被改动；请原样使用上一页给出的游标，或不带游标从头开始。",
            "The cursor is not whole or was altered; give it back as it was given, or begin anew without one.",
        )
    values: tuple[str, str, str, int, int, int, int] = tuple(orjson.loads(content))
    return values


def _tag(vault: Vault, content: bytes) -> bytes:
    return vault.blind("feed-cursor", content.decode("utf-8", "replace"))
